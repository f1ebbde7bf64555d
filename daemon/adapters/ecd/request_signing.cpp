#include "adapters/ecd/request_signing.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace ecdsnap::adapters {
namespace {

constexpr std::string_view algorithm = "ACS3-HMAC-SHA256";

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

std::string hex(std::string_view bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    out.reserve(bytes.size() * 2);
    for (const char c : bytes) {
        const auto value = static_cast<unsigned char>(c);
        out += digits[value >> 4U];
        out += digits[value & 0xFU];
    }
    return out;
}

std::string hmac(const EVP_MD* digest, std::string_view key, std::string_view message) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
    unsigned int size = 0;
    if (HMAC(digest, key.data(), static_cast<int>(key.size()), bytes_of(message), message.size(), out.data(), &size) ==
        nullptr)
        throw std::runtime_error("OpenSSL could not compute an HMAC");
    return {reinterpret_cast<const char*>(out.data()), size};
}

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

NameValues sorted(NameValues values) {
    std::sort(values.begin(), values.end());
    return values;
}

std::string signed_header_names(const NameValues& in_order) {
    std::string names;
    for (const auto& [name, value] : in_order) {
        if (!names.empty()) names += ';';
        names += name;
    }
    return names;
}

}  // namespace

std::string sha256_hex(std::string_view bytes) {
    std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
    SHA256(bytes_of(bytes), bytes.size(), digest.data());
    return hex({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

std::string canonical_request(const SignedRequest& request) {
    const NameValues headers = sorted(request.headers);
    std::string out = request.method + "\n" + request.path + "\n" + request.query + "\n";
    for (const auto& [name, value] : headers) {
        out += name;
        out += ':';
        out += trimmed(value);
        out += '\n';
    }
    return out + "\n" + signed_header_names(headers) + "\n" + request.payload_hash;
}

std::string v3_signature(const SignedRequest& request, const core::Secret& secret) {
    const std::string to_sign = std::string(algorithm) + "\n" + sha256_hex(canonical_request(request));
    return hex(hmac(EVP_sha256(), secret.reveal(), to_sign));
}

std::string v3_authorization(const SignedRequest& request, std::string_view access_key_id, std::string_view signature) {
    std::string out(algorithm);
    out += " Credential=";
    out += access_key_id;
    out += ",SignedHeaders=" + signed_header_names(sorted(request.headers));
    out += ",Signature=";
    out += signature;
    return out;
}

}  // namespace ecdsnap::adapters
