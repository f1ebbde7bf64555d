#include "core/dispatch/pacing.hpp"

#include "core/task/retry_delay.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace ecdsnap::core {
namespace {

using Micros = SteadyTimeline::duration;

// How much start time may be caught up after the loop was late.
constexpr Micros slack{10'000};
constexpr Micros second{1'000'000};
constexpr double catch_up_speed = 1.25;  // of the rate, after a pause
constexpr Millis longest_back_off{30'000};
constexpr std::chrono::seconds others_count_for{5};  // throttled so short a time ago
constexpr std::chrono::seconds busy_for{2};          // after a call, or three calls' time

// Rounded up: never a little faster than the rate.
Micros spacing(double rate) {
    return Micros{static_cast<Micros::rep>(std::ceil(1e6 / rate))};
}

// One throttled call among many that come through is the limit's edge: the first pause is two calls long. It doubles
// with each overload after which nothing came through.
Millis back_off(double rate, std::uint32_t in_a_row, std::uint64_t random) {
    RetryRules rules;
    rules.first = std::clamp(Millis{static_cast<Millis::rep>(2000 / rate)}, Millis{20}, Millis{500});
    rules.most = longest_back_off;
    return retry_delay(rules, std::max(in_a_row, 1U), random);
}

// The slot after this call, without letting more than `unused` time pile up.
SteadyTime after(SteadyTime next, SteadyTime now, double rate, Micros unused = slack) {
    return std::max(next, now - unused) + spacing(rate);
}

}  // namespace

Pacing::Pacing(double ceiling, double share, std::shared_ptr<AccountPacing> account)
    : ceiling_(ceiling), account_(std::move(account)), seat_(account_ ? account_->join() : 0) {
    for (Lane& lane : lanes_)
        lane.search = RateSearch{share};
}

double Pacing::rate(CallKind kind) const {
    return std::min(ceiling_, lane(kind).search.rate().value_or(ceiling_));
}

double Pacing::known_limit(CallKind kind) const {
    return lane(kind).search.stage() == RateSearch::Stage::opening ? ceiling_ : rate(kind);
}

SteadyTime Pacing::earliest(CallKind kind) const {
    const Lane& own = lane(kind);
    SteadyTime when = std::max(next_, own.blocked_until);
    if (own.search.rate()) when = std::max(when, own.next);
    if (own.catch_up > Micros{0}) when = std::max(when, own.swift_next);
    return std::max(when, room_in_second());  // a burst that catches up must not make a second too full
}

// The ceiling's worth of starts back, plus one second.
SteadyTime Pacing::room_in_second() const {
    const auto most = static_cast<std::size_t>(std::max(1.0, ceiling_));
    return recent_.size() < most ? SteadyTime{} : recent_[recent_.size() - most] + second;
}

SteadyTime Pacing::earliest_late(CallKind kind) const {
    return std::max(lane(kind).named_until, room_in_second());
}

void Pacing::started_late(SteadyTime now) {
    count(now);
}

void Pacing::count(SteadyTime now) {
    while (!recent_.empty() && recent_.front() + second <= now)
        recent_.pop_front();
    recent_.push_back(now);
}

void Pacing::started(CallKind kind, SteadyTime now) {
    next_ = after(next_, now, ceiling_);
    count(now);
    Lane& own = lane(kind);
    const double allowed = rate(kind);
    const bool late = now - own.next > std::max(slack, spacing(allowed) / 2);
    own.search.started(now, allowed, !late || own.catch_up > Micros{0});
    own.next = after(own.next, now, rate(kind), slack + own.catch_up);  // which may have been doubted just now
    if (account_) account_->busy(seat_, kind, now + std::max<Micros>(busy_for, 3 * spacing(allowed)));
    own.swift_next = after(own.swift_next, now, allowed * catch_up_speed);
    if (own.catch_up > Micros{0}) own.swift_until = now;
    if (own.next >= now) own.catch_up = Micros{0};
}

void Pacing::throttled(CallKind kind, SteadyTime started, SteadyTime now, std::optional<Millis> named,
                       std::uint64_t random) {
    Lane& own = lane(kind);
    const bool catching_up = own.swift_until > own.cut_at && started >= own.cut_at && started <= own.swift_until;
    if (catching_up) {  // it tells of the hurry, not of the rate
        own.catch_up = Micros{0};
    } else if (own.search.throttled(started, now, rate(kind))) {
        ++own.in_a_row;
        own.cut_at = now;
        if (account_) account_->throttled(seat_, kind, now);
    }
    if (named) own.named_until = std::max(own.named_until, now + *named);
    own.blocked_until = std::max(own.blocked_until, now + named.value_or(back_off(rate(kind), own.in_a_row, random)));
    // Meanwhile the service has counted nothing: the most of a longer pause may be made up for. After a short one that
    // would only make the calls uneven.
    const Micros blocked = own.blocked_until - own.cut_at;
    if (!catching_up && blocked > 2 * spacing(rate(kind))) own.catch_up = std::min<Micros>(blocked * 9 / 10, second);
}

void Pacing::came_through(CallKind kind, SteadyTime started, SteadyTime now) {
    Lane& own = lane(kind);
    if (started >= own.cut_at) own.in_a_row = 0;
    own.search.came_through(started, now, ceiling_, others(kind, now));
}

RateSearch::Others Pacing::others(CallKind kind, SteadyTime now) {
    if (!account_) return RateSearch::Others::quiet;
    Lane& own = lane(kind);
    const std::size_t busy = account_->others_busy(seat_, kind, now);
    // Told when the search can make use of it.
    const bool left = busy < own.others_busy && own.search.stage() == RateSearch::Stage::holding;
    own.others_busy = left ? busy : std::max(busy, own.others_busy);
    if (left) return RateSearch::Others::left;
    return account_->others_throttled(seat_, kind, now, others_count_for) ? RateSearch::Others::throttled
                                                                          : RateSearch::Others::quiet;
}

}  // namespace ecdsnap::core
