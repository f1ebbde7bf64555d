#include "emulator/faults/rate_window.hpp"

#include <algorithm>

namespace ecdsnap::emulator {
namespace {

constexpr std::chrono::seconds second{1};

Instant full_second(Instant now) {
    return std::chrono::floor<std::chrono::seconds>(now);
}

}  // namespace

Duration RateWindow::wait(Instant now) {
    if (kind_ == RateWindowKind::token_bucket) {
        const double elapsed = std::max(0.0, std::chrono::duration<double>(now - refilled_).count());
        tokens_ = std::min(std::max(per_second_, 1.0), tokens_ + elapsed * per_second_);
        refilled_ = now;
        if (tokens_ >= 1) return Duration{0};
        return std::chrono::ceil<Duration>(std::chrono::duration<double>((1 - tokens_) / per_second_));
    }
    const bool fixed = kind_ == RateWindowKind::fixed_second;
    const Instant begin = fixed ? full_second(now) : now - second + Duration{1};
    while (!let_in_.empty() && let_in_.front() < begin)
        let_in_.pop_front();
    if (static_cast<double>(let_in_.size()) + 1 <= per_second_) return Duration{0};
    return (fixed ? full_second(now) : let_in_.front()) + second - now;
}

void RateWindow::count(Instant now) {
    if (kind_ == RateWindowKind::token_bucket) {
        tokens_ -= 1;
    } else {
        let_in_.push_back(now);
    }
}

}  // namespace ecdsnap::emulator
