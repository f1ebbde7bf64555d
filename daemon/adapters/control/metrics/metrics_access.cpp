#include "adapters/control/metrics/metrics_access.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <vector>

namespace ecdsnap::adapters {
namespace {

constexpr std::size_t digest_bytes = 32;

bool is_address(int family, std::string_view text) {
    std::array<unsigned char, sizeof(in6_addr)> address{};
    return inet_pton(family, std::string(text).c_str(), address.data()) == 1;
}

bool is_port(std::string_view text) {
    return text.size() <= 5 && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

std::string in_small_letters(std::string_view text) {
    std::string small(text);
    std::ranges::transform(small, small.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return small;
}

std::string digest_of(std::string_view text) {
    std::string digest(digest_bytes, '\0');
    unsigned size = 0;
    EVP_Digest(text.data(), text.size(), reinterpret_cast<unsigned char*>(digest.data()), &size, EVP_sha256(), nullptr);
    return digest;
}

std::string base64_of(std::string_view text) {
    std::vector<unsigned char> encoded(4 * ((text.size() + 2) / 3) + 1);
    const int size = EVP_EncodeBlock(encoded.data(), reinterpret_cast<const unsigned char*>(text.data()),
                                     static_cast<int>(text.size()));
    std::string base64(encoded.begin(), encoded.begin() + size);
    OPENSSL_cleanse(encoded.data(), encoded.size());
    return base64;
}

}  // namespace

bool is_own_host(std::string_view host, std::span<const std::string> names) {
    if (host.starts_with('[')) {
        const std::size_t end = host.find(']');
        if (end == std::string_view::npos || !is_address(AF_INET6, host.substr(1, end - 1))) return false;
        const std::string_view rest = host.substr(end + 1);
        return rest.empty() || (rest.front() == ':' && is_port(rest.substr(1)));
    }
    const std::size_t colon = host.find(':');
    if (colon != std::string_view::npos && !is_port(host.substr(colon + 1))) return false;
    const std::string name = in_small_letters(host.substr(0, colon));
    return name == "localhost" || is_address(AF_INET, name) || std::ranges::find(names, name) != names.end();
}

BasicAuthentication::BasicAuthentication(const std::string& user, const core::Secret& password) {
    std::string both = user + ":";
    both += password.reveal();
    std::string encoded = base64_of(both);
    expected_ = core::Secret(digest_of(encoded));
    OPENSSL_cleanse(both.data(), both.size());
    OPENSSL_cleanse(encoded.data(), encoded.size());
}

bool BasicAuthentication::lets_in(std::string_view authorization) const {
    if (!asks()) return true;
    constexpr std::string_view scheme = "basic ";
    if (in_small_letters(authorization.substr(0, scheme.size())) != scheme) return false;
    const std::string given = digest_of(authorization.substr(scheme.size()));
    return CRYPTO_memcmp(given.data(), expected_.reveal().data(), digest_bytes) == 0;
}

}  // namespace ecdsnap::adapters
