// What the service signs again to compare: signature V3 (ACS3-HMAC-SHA256) and V2 (RPC, HMAC-SHA1).
#pragma once

#include "emulator/request/query_text.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace ecdsnap::emulator {

/// The parts of a V3 request that are signed.
struct SignedRequest {
    std::string_view method;
    std::string_view path;
    std::string query;                                         // canonical
    std::vector<std::pair<std::string, std::string>> headers;  // names in lower case, values trimmed
    std::string_view payload_hash;                             // lower-case hex
};

std::string canonical_request(const SignedRequest& request);  // sorts nothing: headers come in signed order
std::string string_to_sign_v3(std::string_view canonical_request);
std::string signature_v3(std::string_view secret, std::string_view string_to_sign);

/// `parameters` of query and form together, without Signature.
std::string string_to_sign_v2(std::string_view method, const Parameters& parameters);
std::string signature_v2(std::string_view secret, std::string_view string_to_sign);

}  // namespace ecdsnap::emulator
