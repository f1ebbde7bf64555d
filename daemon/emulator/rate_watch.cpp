#include "emulator/rate_watch.hpp"

#include <algorithm>

namespace ecdsnap::emulator {

void RateWatch::count(Instant now) {
    while (!last_second_.empty() && last_second_.front() + std::chrono::seconds{1} <= now)
        last_second_.pop_front();
    last_second_.push_back(now);
    most_sliding_ = std::max(most_sliding_, last_second_.size());

    const auto second = std::chrono::floor<std::chrono::seconds>(now);
    in_clock_second_ = second == clock_second_ ? in_clock_second_ + 1 : 1;
    clock_second_ = second;
    most_clock_ = std::max(most_clock_, in_clock_second_);
}

}  // namespace ecdsnap::emulator
