#include "adapters/credentials/rpc_signature.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <stdexcept>

namespace ecdsnap::adapters {
namespace {

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

std::string hmac_sha1(std::string_view key, std::string_view message) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
    unsigned int size = 0;
    if (HMAC(EVP_sha1(), key.data(), static_cast<int>(key.size()), bytes_of(message), message.size(), out.data(),
             &size) == nullptr)
        throw std::runtime_error("OpenSSL could not compute an HMAC");
    return {reinterpret_cast<const char*>(out.data()), size};
}

}  // namespace

std::string base64(std::string_view bytes) {
    std::string out(4 * ((bytes.size() + 2) / 3) + 1, '\0');  // one more for the terminator that OpenSSL writes
    EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()), bytes_of(bytes), static_cast<int>(bytes.size()));
    out.pop_back();
    return out;
}

std::string v2_signature(std::string_view method, const core::NameValues& parameters, const core::Secret& secret) {
    std::string to_sign(method);
    to_sign += "&%2F&" + core::percent_encode(core::canonical_query(parameters));
    const core::Secret key(std::string(secret.reveal()) + "&");
    return base64(hmac_sha1(key.reveal(), to_sign));
}

}  // namespace ecdsnap::adapters
