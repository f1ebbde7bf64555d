// Alibaba Cloud's two request signatures, as pure functions: V3 (ACS3-HMAC-SHA256) for every call, V2 (HMAC-SHA1 in the
// query) for STS. Rules: "V3 request structure and signature" and "RPC mechanism" in Alibaba's SDK documentation.
#pragma once

#include "core/secret.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ecdsnap::adapters {

using NameValues = std::vector<std::pair<std::string, std::string>>;  // not encoded; names are unique

std::string percent_encode(std::string_view text);  // RFC 3986: all but A-Z a-z 0-9 - _ . ~
std::string canonical_query(NameValues query);      // sorted by name in byte order, encoded: also what is sent
std::string sha256_hex(std::string_view bytes);     // lower case
std::string base64(std::string_view bytes);

// What V3 signs. `headers` holds exactly the headers to sign, with lower-case names, in any order.
struct SignedRequest {
    std::string method;
    std::string path = "/";
    std::string query;  // of canonical_query()
    NameValues headers;
    std::string payload_hash;  // sha256_hex() of the body
};

std::string canonical_request(const SignedRequest& request);
std::string v3_signature(const SignedRequest& request, const core::Secret& secret);  // lower-case hex
// The value of the Authorization header.
std::string v3_authorization(const SignedRequest& request, std::string_view access_key_id, std::string_view signature);

// The value of the Signature parameter; `parameters` are all others, of the query and of a form body.
std::string v2_signature(std::string_view method, const NameValues& parameters, const core::Secret& secret);

}  // namespace ecdsnap::adapters
