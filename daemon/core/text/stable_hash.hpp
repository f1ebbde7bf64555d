// A 64-bit hash whose values never change: between starts, machines, compilers and releases. For spreading and for keys
// that are compared later, not against attackers.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string_view>

namespace ecdsnap::core {

// FNV-1a (64 bit, offset basis 0xcbf29ce484222325, prime 0x100000001b3) over the bytes, then MurmurHash3's 64-bit
// finalizer, because FNV alone leaves the high bits of short texts poorly mixed.
std::uint64_t stable_hash(std::string_view bytes);

// The same over several parts; each part is followed by one 0xff byte (never part of UTF-8), so {"ab","c"} !=
// {"a","bc"}.
std::uint64_t stable_hash(std::initializer_list<std::string_view> parts);

}  // namespace ecdsnap::core
