#include "adapters/notify/robot_signature.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <stdexcept>
#include <string_view>

namespace ecdsnap::adapters {
namespace {

std::string hmac_base64(std::string_view key, std::string_view message) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    const auto* bytes = reinterpret_cast<const unsigned char*>(message.data());
    if (HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes, message.size(), digest.data(), &size) ==
        nullptr)
        throw std::runtime_error("OpenSSL could not compute an HMAC");
    std::array<unsigned char, 2 * EVP_MAX_MD_SIZE> encoded{};
    const int length = EVP_EncodeBlock(encoded.data(), digest.data(), static_cast<int>(size));
    return {reinterpret_cast<const char*>(encoded.data()), static_cast<std::size_t>(length)};
}

core::Secret timed(std::int64_t time, const core::Secret& secret) {
    return core::Secret(std::to_string(time) + "\n" + std::string(secret.reveal()));
}

}  // namespace

std::string dingtalk_signature(std::int64_t milliseconds, const core::Secret& secret) {
    return hmac_base64(secret.reveal(), timed(milliseconds, secret).reveal());
}

std::string feishu_signature(std::int64_t seconds, const core::Secret& secret) {
    return hmac_base64(timed(seconds, secret).reveal(), {});
}

}  // namespace ecdsnap::adapters
