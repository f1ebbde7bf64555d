#include "core/text/stable_hash.hpp"

namespace ecdsnap::core {
namespace {

constexpr std::uint64_t offset_basis = 0xcbf29ce484222325u;
constexpr std::uint64_t prime = 0x100000001b3u;

std::uint64_t mixed_in(std::uint64_t hash, std::string_view bytes) {
    for (const char c : bytes)
        hash = (hash ^ static_cast<unsigned char>(c)) * prime;
    return hash;
}

std::uint64_t finalized(std::uint64_t hash) {
    hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccdu;
    hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53u;
    return hash ^ (hash >> 33);
}

}  // namespace

std::uint64_t stable_hash(std::string_view bytes) {
    return finalized(mixed_in(offset_basis, bytes));
}

std::uint64_t stable_hash(std::initializer_list<std::string_view> parts) {
    std::uint64_t hash = offset_basis;
    for (const auto part : parts)
        hash = mixed_in(mixed_in(hash, part), "\xff");
    return finalized(hash);
}

}  // namespace ecdsnap::core
