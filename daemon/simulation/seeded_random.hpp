// All chance of a simulation comes from one seed: the same seed, the same run.
#pragma once

#include "ports/random.hpp"

#include <cstdint>

namespace ecdsnap::simulation {

// splitmix64: small, fast, the same on every platform.
class SeededRandom final : public ports::Random {
public:
    explicit SeededRandom(std::uint64_t seed) : state_(seed) {}

    std::uint64_t next() override {
        std::uint64_t z = (state_ += 0x9e3779b97f4a7c15ULL);
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
        return z ^ (z >> 31);
    }

    // Uniform in [0, below); below > 0.
    std::uint64_t below(std::uint64_t below) { return next() % below; }
    // true in `percent` of all cases, by hundredths of a per cent.
    bool chance(double percent) { return static_cast<double>(below(1'000'000)) < percent * 10'000; }

private:
    std::uint64_t state_;
};

}  // namespace ecdsnap::simulation
