// Hash bits as the lower-case base-32 letters of RFC 4648 (a-z, 2-7), for keys and check characters in names.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace ecdsnap::core {

inline constexpr std::string_view base32_letters = "abcdefghijklmnopqrstuvwxyz234567";

// The `count` letters (at most 12) of the highest bits of `bits`.
inline std::string base32_of(std::uint64_t bits, std::size_t count) {
    std::string letters;
    for (std::size_t i = 0; i < count; ++i)
        letters += base32_letters[(bits >> (59 - 5 * i)) & 31U];
    return letters;
}

inline bool is_base32(std::string_view text) {
    return text.find_first_not_of(base32_letters) == std::string_view::npos;
}

}  // namespace ecdsnap::core
