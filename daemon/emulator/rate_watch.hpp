// The busiest second that was seen, counted in two ways.
#pragma once

#include "emulator/time_text.hpp"

#include <cstddef>
#include <deque>

namespace ecdsnap::emulator {

class RateWatch {
public:
    void count(Instant now);
    std::size_t most_in_sliding_second() const { return most_sliding_; }
    std::size_t most_in_clock_second() const { return most_clock_; }

private:
    std::deque<Instant> last_second_;
    std::size_t most_sliding_ = 0;
    std::chrono::sys_seconds clock_second_{};
    std::size_t in_clock_second_ = 0;
    std::size_t most_clock_ = 0;
};

}  // namespace ecdsnap::emulator
