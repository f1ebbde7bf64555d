// Lines of name=value: what is encoded reads back, and a signature depends on what is signed, not on its order.
#include "adapters/credentials/rpc_signature.hpp"
#include "adapters/ecd/request_signing.hpp"
#include "fuzz/fuzz_entry.hpp"
#include "fuzz/percent_decoding.hpp"

#include <set>
#include <string>

namespace ecdsnap::fuzz {
namespace {

using core::NameValues;

NameValues values_in(std::string_view input) {
    NameValues values;
    std::set<std::string_view> names;
    for (const auto line : split(input, '\n')) {
        const auto name = line.substr(0, line.find('='));
        if (!names.insert(name).second) continue;
        values.emplace_back(name, line.substr(std::min(name.size() + 1, line.size())));
    }
    return values;
}

void check_v3(const NameValues& values, const std::string& query) {
    const core::Secret secret{"secret"};
    adapters::SignedRequest request;
    request.method = "POST";
    request.query = query;
    request.headers = values;
    const auto signature = adapters::v3_signature(request, secret);
    holds(signature.size() == 64 && signature.find_first_not_of("0123456789abcdef") == signature.npos,
          "a V3 signature is 64 hexadecimal digits");

    std::reverse(request.headers.begin(), request.headers.end());
    for (auto& [name, value] : request.headers)
        value = " \t" + value + " ";  // what a proxy may do
    holds(adapters::v3_signature(request, secret) == signature, "order and blanks around values are not signed");

    request.query += "x";
    holds(adapters::v3_signature(request, secret) != signature, "another query has another signature");
}

}  // namespace

void check(std::string_view input) {
    holds(percent_decoded(core::percent_encode(input)) == input, "percent encoding reads back");

    NameValues values = values_in(input);
    const auto query = core::canonical_query(values);
    holds(query_decoded(query) == sorted(values), "a canonical query reads back, in order");
    check_v3(values, query);

    const auto v2 = adapters::v2_signature("GET", values, core::Secret{"secret"});
    holds(v2.size() == 28 && v2.back() == '=', "a V2 signature is 20 bytes in base 64");
    std::reverse(values.begin(), values.end());
    holds(core::canonical_query(values) == query, "a query does not depend on the order it was made in");
    holds(adapters::v2_signature("GET", values, core::Secret{"secret"}) == v2, "nor does its signature");
    holds(adapters::base64(input).size() == (input.size() + 2) / 3 * 4, "base 64 has four characters for three bytes");
}

}  // namespace ecdsnap::fuzz
