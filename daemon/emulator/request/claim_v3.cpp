#include "emulator/request/claim_v3.hpp"

#include "emulator/request/digest.hpp"
#include "emulator/request/request_signature.hpp"

#include <algorithm>

namespace ecdsnap::emulator {
namespace {

Refusal incomplete(std::string problem) {
    return refuse(400, "IncompleteSignature", std::move(problem));
}

/// Takes `name=...` up to the next comma off the front of `text`.
std::optional<std::string_view> take_field(std::string_view& text, std::string_view name) {
    if (!text.starts_with(name) || text.size() <= name.size() || text[name.size()] != '=') return std::nullopt;
    text.remove_prefix(name.size() + 1);
    const auto comma = text.find(',');
    const auto field = text.substr(0, comma);
    text.remove_prefix(comma == std::string_view::npos ? text.size() : comma + 1);
    return field;
}

struct Authorization {
    std::string access_key;
    std::vector<std::string> signed_headers;
    std::string signature;
};

Outcome<Authorization> read_authorization(std::string_view authorization) {
    static constexpr std::string_view scheme = "ACS3-HMAC-SHA256 ";
    if (!authorization.starts_with(scheme))
        return incomplete("The Authorization header does not begin with " + std::string(scheme));
    std::string_view text = authorization.substr(scheme.size());
    const auto credential = take_field(text, "Credential");
    const auto names = credential ? take_field(text, "SignedHeaders") : std::nullopt;
    const auto signature = names ? take_field(text, "Signature") : std::nullopt;
    if (!signature || !text.empty() || authorization.ends_with(',')) {
        return incomplete("The Authorization header must hold Credential=,SignedHeaders=,Signature= in this order.");
    }
    Authorization result;
    result.access_key = *credential;
    result.signature = *signature;
    for (std::string_view rest = *names; !rest.empty();) {
        const auto end = rest.find(';');
        result.signed_headers.emplace_back(rest.substr(0, end));
        rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    }
    return result;
}

bool must_be_signed(const std::string& lower_name, const Request& request) {
    return lower_name == "host" || lower_name.starts_with("x-acs-") ||
           (lower_name == "content-type" && !request.body.empty());
}

/// What is wrong with the choice of signed headers, if anything.
std::optional<Refusal> check_signed_headers(const std::vector<std::string>& names, const Request& request) {
    if (!std::ranges::is_sorted(names, std::ranges::less_equal{})) {  // less_equal: also refuses a name twice
        return incomplete("SignedHeaders must be sorted, each name once.");
    }
    if (!std::ranges::binary_search(names, "host")) return incomplete("The host header must be signed.");
    for (const Header& h : request.headers) {
        const std::string name = lower_case(h.name);
        if (must_be_signed(name, request) && !std::ranges::binary_search(names, name)) {
            return incomplete("The header " + name + " must be signed.");
        }
    }
    return std::nullopt;
}

/// The values of every header of that name, in order of arrival, joined by commas; unset when none came.
std::optional<std::string> joined_values(const Request& request, std::string_view lower_name) {
    std::optional<std::string> joined;
    for (const Header& h : request.headers) {
        if (lower_case(h.name) != lower_name) continue;
        joined = joined ? *joined + ',' + h.value : h.value;
    }
    return joined;
}

/// The string to sign, from what arrived.
Outcome<std::string> sign_again(const Request& request, const Parameters& parameters,
                                const Authorization& authorization, std::string_view payload_hash) {
    SignedRequest parts;
    parts.method = request.method;
    parts.path = request.path();
    Parameters in_query;
    read_query(request.query(), in_query);
    parts.query = canonical_query(request.body.empty() ? parameters : in_query);
    for (const std::string& name : authorization.signed_headers) {
        auto value = joined_values(request, name);
        if (!value) return incomplete("The header " + name + " is named in SignedHeaders but did not arrive.");
        parts.headers.emplace_back(name, std::move(*value));
    }
    parts.payload_hash = payload_hash;
    return string_to_sign_v3(canonical_request(parts));
}

Outcome<std::string> required_header(const Request& request, std::string_view name) {
    const auto value = request.header(name);
    if (!value || value->empty()) return missing_parameter(name);
    return std::string(*value);
}

const std::string& hash_of_nothing() {
    static const std::string hash = sha256_hex("");
    return hash;
}

}  // namespace

Outcome<Claim> read_claim_v3(const Request& request, Parameters parameters) {
    const auto authorization = read_authorization(*request.header("authorization"));
    if (!authorization) return authorization.error();
    Claim claim;
    const struct {
        std::string_view name;
        std::string& value;
    } wanted[] = {{"x-acs-action", claim.action},
                  {"x-acs-version", claim.api_version},
                  {"x-acs-date", claim.date},
                  {"x-acs-signature-nonce", claim.nonce}};
    for (const auto& header : wanted) {
        auto value = required_header(request, header.name);
        if (!value) return value.error();
        header.value = std::move(*value);
    }
    const auto payload_hash = required_header(request, "x-acs-content-sha256");
    if (!payload_hash) return payload_hash.error();
    if (auto refusal = check_signed_headers(authorization->signed_headers, request)) return *refusal;
    if (*payload_hash != (request.body.empty() ? hash_of_nothing() : sha256_hex(request.body))) {
        return refuse(400, "SignatureDoesNotMatch", "x-acs-content-sha256 is not the hash of the body that arrived.");
    }
    auto string_to_sign = sign_again(request, parameters, *authorization, *payload_hash);
    if (!string_to_sign) return string_to_sign.error();
    claim.string_to_sign = std::move(*string_to_sign);
    claim.access_key = authorization->access_key;
    claim.signature = authorization->signature;
    if (const auto key = request.header("x-acs-accesskey-id"); key && *key != claim.access_key) {
        return refuse(400, "IncompleteSignature", "x-acs-accesskey-id names another key than Authorization.");
    }
    if (const auto token = request.header("x-acs-security-token")) claim.security_token = *token;
    claim.parameters = std::move(parameters);
    return claim;
}

}  // namespace ecdsnap::emulator
