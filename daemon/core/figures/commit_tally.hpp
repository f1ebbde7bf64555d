// The ledger's commits since the start.
#pragma once

#include "core/figures/histogram.hpp"
#include "core/time.hpp"

#include <array>
#include <chrono>
#include <cstdint>

namespace ecdsnap::core {

class CommitTally {
public:
    CommitTally() : seconds_(bounds) {}

    void ended(bool stored, SteadyTimeline::duration took) {
        seconds_.add(std::chrono::duration<double>(took).count());
        if (!stored) ++failed_;
    }

    const Histogram& seconds() const { return seconds_; }
    std::uint64_t failed() const { return failed_; }

private:
    static constexpr std::array<double, 8> bounds{0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5};
    Histogram seconds_;
    std::uint64_t failed_ = 0;
};

}  // namespace ecdsnap::core
