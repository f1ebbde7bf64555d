// The signatures of group robots, as their services define them.
#pragma once

#include "core/secret.hpp"

#include <cstdint>
#include <string>

namespace ecdsnap::adapters {

// DingTalk: base64 of HMAC-SHA256 by the secret over "<milliseconds>\n<secret>"; it goes percent-encoded into the URL.
std::string dingtalk_signature(std::int64_t milliseconds, const core::Secret& secret);

// Feishu and Lark: base64 of HMAC-SHA256 over nothing, by "<seconds>\n<secret>"; it goes into the body.
std::string feishu_signature(std::int64_t seconds, const core::Secret& secret);

}  // namespace ecdsnap::adapters
