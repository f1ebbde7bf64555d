#include "emulator/request/nonce_memory.hpp"

#include <openssl/sha.h>

#include <cstring>
#include <string>

namespace ecdsnap::emulator {

bool NonceMemory::accept(std::string_view access_key, std::string_view nonce, Instant now) {
    while (!order_.empty() && order_.front().at + remembered <= now) {
        used_.erase(order_.front().print);
        order_.pop_front();
    }
    const std::string text = std::string(access_key) + '\n' + std::string(nonce);
    std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
    SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
    Print print{};
    std::memcpy(print.data(), digest.data(), sizeof print);
    if (!used_.insert(print).second) return false;
    order_.push_back(Use{now, print});
    return true;
}

}  // namespace ecdsnap::emulator
