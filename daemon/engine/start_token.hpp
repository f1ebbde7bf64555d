// Six random characters that tell one start of the daemon from another in every stamp.
#pragma once

#include <cstdint>
#include <string>

namespace ecdsnap::engine {

inline std::string make_start_token(std::uint64_t random) {
    constexpr char letters[] = "abcdefghijklmnopqrstuvwxyz234567";
    std::string token;
    for (int i = 0; i < 6; ++i, random >>= 5)
        token.push_back(letters[random & 31]);
    return token;
}

}  // namespace ecdsnap::engine
