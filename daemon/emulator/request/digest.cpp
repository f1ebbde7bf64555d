#include "emulator/request/digest.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>

#include <array>
#include <span>
#include <stdexcept>

namespace ecdsnap::emulator {
namespace {

using Bytes = std::array<unsigned char, EVP_MAX_MD_SIZE>;

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

std::string hex(std::span<const unsigned char> bytes) {
    static constexpr std::string_view digits = "0123456789abcdef";
    std::string result;
    result.reserve(bytes.size() * 2);
    for (const unsigned char byte : bytes) {
        result += digits[byte >> 4];
        result += digits[byte & 15];
    }
    return result;
}

std::span<const unsigned char> hmac(const EVP_MD* digest, std::string_view key, std::string_view text, Bytes& out) {
    unsigned length = 0;
    if (HMAC(digest, key.data(), static_cast<int>(key.size()), bytes_of(text), text.size(), out.data(), &length) ==
        nullptr) {
        throw std::runtime_error("OpenSSL cannot compute an HMAC");
    }
    return {out.data(), length};
}

}  // namespace

std::string sha256_hex(std::string_view text) {
    std::array<unsigned char, SHA256_DIGEST_LENGTH> out{};
    SHA256(bytes_of(text), text.size(), out.data());
    return hex(out);
}

std::string hmac_sha256_hex(std::string_view key, std::string_view text) {
    Bytes out{};
    return hex(hmac(EVP_sha256(), key, text, out));
}

std::string hmac_sha1_base64(std::string_view key, std::string_view text) {
    Bytes out{};
    const auto digest = hmac(EVP_sha1(), key, text, out);
    std::array<unsigned char, 2 * EVP_MAX_MD_SIZE> encoded{};
    const int length = EVP_EncodeBlock(encoded.data(), digest.data(), static_cast<int>(digest.size()));
    return {reinterpret_cast<const char*>(encoded.data()), static_cast<std::size_t>(length)};
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace ecdsnap::emulator
