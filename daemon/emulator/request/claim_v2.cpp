#include "emulator/request/claim_v2.hpp"

#include "emulator/request/request_signature.hpp"

#include <algorithm>

namespace ecdsnap::emulator {
namespace {

/// Takes the parameter out of the list; unset when it did not come.
std::optional<std::string> take(Parameters& parameters, std::string_view name) {
    const auto found = std::ranges::find(parameters, name, &Parameters::value_type::first);
    if (found == parameters.end()) return std::nullopt;
    std::string value = std::move(found->second);
    parameters.erase(found);
    return value;
}

std::optional<Refusal> check_fixed_values(Parameters& parameters) {
    const auto method = take(parameters, "SignatureMethod");
    if (method != "HMAC-SHA1") return invalid_parameter("SignatureMethod", "it must be HMAC-SHA1.");
    const auto version = take(parameters, "SignatureVersion");
    if (version != "1.0") return invalid_parameter("SignatureVersion", "it must be 1.0.");
    const auto format = take(parameters, "Format");
    if (format && lower_case(*format) != "json") {
        return refuse(400, "UnsupportedParameter", "This emulator answers with Format=JSON only.");
    }
    return std::nullopt;
}

}  // namespace

Outcome<Claim> read_claim_v2(const Request& request, Parameters parameters) {
    Claim claim;
    claim.version = SignatureVersion::v2;
    claim.signature = *take(parameters, "Signature");
    claim.string_to_sign = string_to_sign_v2(request.method, parameters);
    const struct {
        std::string_view name;
        std::string& value;
    } wanted[] = {{"AccessKeyId", claim.access_key},
                  {"Action", claim.action},
                  {"Version", claim.api_version},
                  {"Timestamp", claim.date},
                  {"SignatureNonce", claim.nonce}};
    for (const auto& parameter : wanted) {
        auto value = take(parameters, parameter.name);
        if (!value || value->empty()) return missing_parameter(parameter.name);
        parameter.value = std::move(*value);
    }
    if (auto refusal = check_fixed_values(parameters)) return *refusal;
    claim.security_token = take(parameters, "SecurityToken");
    claim.parameters = std::move(parameters);
    return claim;
}

}  // namespace ecdsnap::emulator
