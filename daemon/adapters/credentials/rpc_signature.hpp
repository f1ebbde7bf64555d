// Alibaba Cloud's request signature V2 (HMAC-SHA1 in the query), which STS wants: pure. Rules: "RPC mechanism" in
// Alibaba's SDK documentation.
#pragma once

#include "core/secret.hpp"
#include "core/text/percent_encoding.hpp"

#include <string>
#include <string_view>

namespace ecdsnap::adapters {

std::string base64(std::string_view bytes);

// The value of the Signature parameter; `parameters` are all others, of the query and of a form body.
std::string v2_signature(std::string_view method, const core::NameValues& parameters, const core::Secret& secret);

}  // namespace ecdsnap::adapters
