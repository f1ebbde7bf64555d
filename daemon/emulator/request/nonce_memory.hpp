// Remembers the nonces of the last fifteen minutes: one that comes again is refused.
#pragma once

#include "emulator/time_text.hpp"

#include <array>
#include <cstdint>
#include <deque>
#include <string_view>
#include <unordered_set>

namespace ecdsnap::emulator {

class NonceMemory {
public:
    static constexpr std::chrono::minutes remembered{15};

    /// True when this account has not used the nonce in the last fifteen minutes; from now on it has.
    bool accept(std::string_view access_key, std::string_view nonce, Instant now);
    std::size_t size() const { return order_.size(); }

private:
    using Print = std::array<std::uint64_t, 2>;  // 128 bits of a SHA-256: millions of nonces stay small in memory
    struct PrintHash {
        std::size_t operator()(const Print& print) const { return print[0]; }
    };
    struct Use {
        Instant at;
        Print print;
    };

    std::deque<Use> order_;
    std::unordered_set<Print, PrintHash> used_;
};

}  // namespace ecdsnap::emulator
