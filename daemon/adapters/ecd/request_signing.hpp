// Alibaba Cloud's request signature V3 (ACS3-HMAC-SHA256), as pure functions. Rules: "V3 request structure and
// signature" in Alibaba's SDK documentation. V2, which STS wants, is adapters/credentials/rpc_signature.hpp.
#pragma once

#include "core/secret.hpp"
#include "core/text/percent_encoding.hpp"

#include <string>
#include <string_view>

namespace ecdsnap::adapters {

using core::NameValues;

std::string sha256_hex(std::string_view bytes);  // lower case

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

}  // namespace ecdsnap::adapters
