#include "core/dispatch/pacing.hpp"

#include "core/task/retry_delay.hpp"

#include <algorithm>
#include <cmath>

namespace ecdsnap::core {
namespace {

using Micros = SteadyTimeline::duration;

// How much start time may be caught up after the loop was late.
constexpr Micros slack{10'000};
constexpr Micros second{1'000'000};
constexpr double slowest = 0.2;             // calls a second that throttling never goes below
constexpr double cut = 2.0 / 3.0;           // on throttling
constexpr double growth_per_second = 0.03;  // of the ceiling
constexpr Millis first_back_off{500};
constexpr Millis longest_back_off{30'000};

// Rounded up: never a little faster than the rate.
Micros spacing(double rate) {
    return Micros{static_cast<Micros::rep>(std::ceil(1e6 / rate))};
}

Millis back_off(std::uint32_t in_a_row, std::uint64_t random) {
    RetryRules rules;
    rules.first = first_back_off;
    rules.most = longest_back_off;
    return retry_delay(rules, in_a_row, random);
}

// The slot after this call, without letting unused time pile up.
SteadyTime after(SteadyTime next, SteadyTime now, double rate) {
    const Micros step = spacing(rate);
    return std::max(next, now - slack) + step;
}

}  // namespace

double Pacing::rate(CallKind kind) const {
    return std::min(ceiling_, lane(kind).learned.value_or(ceiling_));
}

SteadyTime Pacing::earliest(CallKind kind) const {
    const Lane& own = lane(kind);
    SteadyTime when = std::max(next_, own.blocked_until);
    if (own.learned) when = std::max(when, own.next);
    // A burst that catches up must not make a second too full: the ceiling's worth of starts back, plus one second.
    const auto most = static_cast<std::size_t>(std::max(1.0, ceiling_));
    if (recent_.size() >= most) when = std::max(when, recent_[recent_.size() - most] + second);
    return when;
}

void Pacing::started(CallKind kind, SteadyTime now) {
    next_ = after(next_, now, ceiling_);
    while (!recent_.empty() && recent_.front() + second <= now)
        recent_.pop_front();
    recent_.push_back(now);
    Lane& own = lane(kind);
    if (own.learned) own.next = after(own.next, now, rate(kind));
}

void Pacing::throttled(CallKind kind, SteadyTime started, SteadyTime now, std::optional<Millis> named,
                       std::uint64_t random) {
    Lane& own = lane(kind);
    // Many calls that were under way together are one overload: one cut, one back-off.
    if (!own.learned || started >= own.cut_at) {
        ++own.in_a_row;
        own.learned = std::max(slowest, rate(kind) * cut);
        own.cut_at = now;
        own.grown_at = now;
    }
    own.blocked_until = std::max(own.blocked_until, now + named.value_or(back_off(own.in_a_row, random)));
}

void Pacing::came_through(CallKind kind, SteadyTime now) {
    Lane& own = lane(kind);
    own.in_a_row = 0;
    if (!own.learned) return;
    const double seconds = std::chrono::duration<double>(now - own.grown_at).count();
    own.grown_at = now;
    *own.learned += std::min(seconds, 1.0) * growth_per_second * ceiling_;
    if (*own.learned >= ceiling_) own.learned.reset();
}

}  // namespace ecdsnap::core
