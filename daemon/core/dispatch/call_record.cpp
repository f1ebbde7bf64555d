#include "core/dispatch/call_record.hpp"

#include <algorithm>
#include <chrono>
#include <limits>

namespace ecdsnap::core {
namespace {

constexpr std::chrono::seconds second{1};
constexpr std::size_t kept = 16;
constexpr std::size_t tellable = 8;  // so many starts make a rate
constexpr double remembers = 8;      // calls, of being out of step
// A service counts the calls of a second or of a minute: it throttles no rate below this, however few there were
// before.
constexpr double slowest_felt = 1;

double seconds(SteadyTimeline::duration span) {
    return std::chrono::duration<double>(span).count();
}

}  // namespace

void CallRecord::started(SteadyTime now, bool in_step) {
    starts_.push_back(now);
    while (starts_.size() > kept && starts_.front() + second <= now)
        starts_.pop_front();
    ++since_;
    out_of_step_ += ((in_step ? 0.0 : 1.0) - out_of_step_) / remembers;
}

bool CallRecord::throttled(SteadyTime started, SteadyTime now) {
    if (overload_at_ && (started < *overload_at_ || now < echo_until_)) {
        ++refused_;
        return false;
    }
    before_.reset();
    if (overload_at_ && !forgotten_) before_ = Overload{static_cast<double>(refused_)};
    forgotten_ = false;
    overload_at_ = now;
    since_ = 0;
    refused_ = 1;
    return true;
}

void CallRecord::begin_row(SteadyTime now) {
    row_began_ = now;
    row_through_ = through_;
}

double CallRecord::seconds_of_row(SteadyTime now) const {
    return seconds(now - row_began_);
}

double CallRecord::in_last_second(SteadyTime now) const {
    return static_cast<double>(
        std::count_if(starts_.begin(), starts_.end(), [&](SteadyTime one) { return now - one < second; }));
}

double CallRecord::felt_rate(double allowed, SteadyTime now) const {
    if (starts_.size() < tellable || out_of_step_ < 0.5) return allowed;
    // The newest alone as well: older ones may be from before a long silence, and a burst after one is no slow rate.
    const double felt =
        std::max({rate_of_newest(tellable), rate_of_newest(starts_.size()), in_last_second(now), slowest_felt});
    return std::min(allowed, felt);
}

double CallRecord::rate_of_newest(std::size_t count) const {
    const double span = seconds(starts_.back() - starts_[starts_.size() - count]);
    return span > 0 ? static_cast<double>(count - 1) / span : std::numeric_limits<double>::max();
}

}  // namespace ecdsnap::core
