#include "core/dispatch/pacing.hpp"

#include <algorithm>

namespace ecdsnap::core {
namespace {

using Micros = SteadyTimeline::duration;

// How much start time may be caught up after the loop was late: short, so that no second holds more than its share.
constexpr Micros slack{10'000};
constexpr double slowest = 0.2;             // calls a second that throttling never goes below
constexpr double cut = 2.0 / 3.0;           // on throttling
constexpr double growth_per_second = 0.03;  // of the ceiling
constexpr Millis first_back_off{500};
constexpr Millis longest_back_off{30'000};

Micros spacing(double rate) {
    return Micros{static_cast<Micros::rep>(1e6 / rate)};
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
    return when;
}

void Pacing::started(CallKind kind, SteadyTime now) {
    next_ = after(next_, now, ceiling_);
    Lane& own = lane(kind);
    if (own.learned) own.next = after(own.next, now, rate(kind));
}

void Pacing::throttled(CallKind kind, SteadyTime started, SteadyTime now, std::optional<Millis> named) {
    Lane& own = lane(kind);
    ++own.in_a_row;
    Millis back_off = first_back_off;
    for (std::uint32_t i = 1; i < own.in_a_row && back_off < longest_back_off; ++i)
        back_off *= 2;
    back_off = std::min(back_off, longest_back_off);
    // Many calls that were under way together are one overload: one cut, one back-off.
    if (own.learned && started < own.cut_at) {
        --own.in_a_row;
        back_off = first_back_off;
    } else {
        own.learned = std::max(slowest, rate(kind) * cut);
        own.cut_at = now;
        own.grown_at = now;
    }
    own.blocked_until = std::max(own.blocked_until, now + named.value_or(back_off));
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
