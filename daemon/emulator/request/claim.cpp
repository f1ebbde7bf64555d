#include "emulator/request/claim.hpp"

#include "emulator/request/claim_v2.hpp"
#include "emulator/request/claim_v3.hpp"
#include "emulator/utf8_text.hpp"

#include <algorithm>

namespace ecdsnap::emulator {
namespace {

/// Query and form together; a name that comes twice, or bytes that are no text, are refused.
Outcome<Parameters> read_parameters(const Request& request) {
    Parameters parameters;
    if (!read_query(request.query(), parameters)) return invalid_parameter("query", "its percent encoding is broken.");
    if (!request.body.empty()) {
        const auto type = request.header("content-type").value_or("");
        if (!type.starts_with("application/x-www-form-urlencoded")) {
            return invalid_parameter("body", "only a form (application/x-www-form-urlencoded) is read.");
        }
        if (!read_query(request.body, parameters)) return invalid_parameter("body", "its percent encoding is broken.");
    }
    std::vector<std::string_view> names;
    for (const auto& [name, value] : parameters) {
        if (!is_utf8(name) || !is_utf8(value)) return invalid_parameter(name, "it is not UTF-8.");
        names.push_back(name);
    }
    std::ranges::sort(names);
    const auto twice = std::ranges::adjacent_find(names);
    if (twice != names.end()) return invalid_parameter(*twice, "it comes more than once.");
    return parameters;
}

}  // namespace

Outcome<Claim> read_claim(const Request& request) {
    if (request.method != "POST" && request.method != "GET") {
        return refuse(405, "UnsupportedHTTPMethod", "This service answers POST and GET.");
    }
    if (request.path() != "/") {
        return refuse(404, "InvalidAction.NotFound", "This is an RPC service: its only path is /.");
    }
    auto parameters = read_parameters(request);
    if (!parameters) return parameters.error();
    if (request.header("authorization")) return read_claim_v3(request, std::move(*parameters));
    if (std::ranges::find(*parameters, "Signature", &Parameters::value_type::first) != parameters->end()) {
        return read_claim_v2(request, std::move(*parameters));
    }
    return refuse(400, "IncompleteSignature",
                  "The request is not signed: it has neither an Authorization header nor a Signature parameter.");
}

}  // namespace ecdsnap::emulator
