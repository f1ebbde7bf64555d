// Everything random in the emulator comes from a Dice, so that a seed and the same requests give the same run.
#pragma once

#include "emulator/amounts.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace ecdsnap::emulator {

class Dice {
public:
    /// Each purpose has its own stream: one more draw for ids does not shift the faults.
    Dice(std::uint64_t seed, std::string_view purpose);

    std::uint64_t next();
    std::uint64_t below(std::uint64_t bound);  // uniform in [0, bound); bound > 0
    double unit();                             // uniform in [0, 1)
    bool within(Share share) { return unit() < share.part; }
    Duration between(TimeRange range);
    std::string base36(std::size_t length);  // lower-case letters and digits
    std::string hex(std::size_t length);     // lower-case

private:
    std::uint64_t state_;
};

}  // namespace ecdsnap::emulator
