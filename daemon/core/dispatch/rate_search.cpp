#include "core/dispatch/rate_search.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace ecdsnap::core {
namespace {

// The figures were found by trial: thousands of calls against limits of every kind (pacing_speed_test.cpp).
constexpr std::chrono::seconds second{1};
constexpr std::chrono::hours limit_for{7 * 24};
constexpr std::chrono::minutes low_for{30};
constexpr std::chrono::minutes low_at_most{60};
constexpr double low_for_calls = 200;
constexpr double low_step = 8;        // up from a low rate that is doubted, with each call
constexpr double slowest = 0.02;      // calls a second that throttling never goes below
constexpr double margin = 0.005;      // of the knee; what is held stays so much below
constexpr double longest_tick = 0.1;  // of the clock, for one call
constexpr double few = 8;             // calls, or calls a second; below, a count says little

// Opening.
constexpr Millis shortest_round{200};  // the first answers are heard before too much is under way
constexpr double opening_use = 0.1;    // seconds of full use that a rate is tried for before it is doubled
constexpr double opened_for = 4;       // seconds' calls for which the ceiling is met, but not proved
constexpr double opening_knee = 0.85;  // of the last second's calls: all were let in, or, of a full bucket, half
constexpr double opening_part = 0.6;   // of the same, to go on from
constexpr double opening_hold = 0.25;
constexpr double opening_speed = 0.1;

// Recovering, holding, probing; times in seconds of the clock, speeds relative, per second.
constexpr double recovers_in = 0.7;
constexpr double usual_first_hold = 2;
constexpr double usual_longest_hold = 30;
constexpr double shared_first_hold = 20;
constexpr double shared_longest_hold = 120;
constexpr double recalled_hold = 8;  // a limit of yesterday may have changed
constexpr double confirmed_in = 3;   // without an overload, before a share of it is taken
constexpr double slowest_speed = 0.0025;
constexpr double shared_speed = 0.03;  // a share is lifted for a short time
constexpr double speed_into_room = 0.05;
constexpr double fastest_speed = 0.7;
constexpr double speed_doubles_in = 3;

// One overload at the knee.
constexpr double expected_within = 0.03;  // of the knee before
constexpr double fastest_next_speed = 0.1;
constexpr double far = 1.1;         // of the knee before: a full bucket hid the limit, or it has risen
constexpr double trusted_hold = 2;  // seconds; a knee that was only guessed by a fall is held for less
constexpr double far_part = 0.6;    // of the way from the knee before, to go up to next
constexpr double far_least = 0.7;   // of that, to go on from

// One overload upon the other.
constexpr double soon = 3;               // seconds' calls between them,
constexpr double soon_calls = 10;        // or so many, where they are few
constexpr double deep_refused = 3;       // throttled answers of the first one,
constexpr double deep_share = 0.1;       // or this part of the calls
constexpr double measurable = 0.5;       // seconds, from which what came through is a rate
constexpr double unmeasured_part = 0.9;  // to go on from, before
constexpr double deepest_cut = 0.25;
constexpr double least_cut = 0.98;
constexpr double doubted_part = 0.4;  // of what lies between what came through and what was too much
constexpr double fastest_speed_after_fall = 0.03;
constexpr double great_change = 0.8;  // a cut to less than this has an echo

double seconds(SteadyTimeline::duration span) {
    return std::chrono::duration<double>(span).count();
}

}  // namespace

std::optional<double> RateSearch::rate() const {
    if (stage_ == Stage::open) return std::nullopt;
    const bool confirmed = stage_ == Stage::holding && clock_ >= share_from_;
    return confirmed ? std::max(slowest, share_ * level_) : level_;
}

double RateSearch::first_hold() const {
    return share_ < 1 ? shared_first_hold : usual_first_hold;
}

double RateSearch::longest_hold() const {
    return share_ < 1 ? shared_longest_hold : usual_longest_hold;
}

double RateSearch::least_speed() const {
    return share_ < 1 ? shared_speed : slowest_speed;
}

void RateSearch::started(SteadyTime now, double used, bool in_step) {
    const double counts_for = std::clamp(low_for_calls / level_, seconds(low_for), seconds(low_at_most));
    if (level_ < first_rate && seconds(now - throttled_at_) > counts_for) doubt_low_rate(now);
    record_.started(now, in_step);
    if (!in_step) return;
    used_at_ = now;
    clock_ += std::min(1 / used, longest_tick);
}

void RateSearch::doubt_low_rate(SteadyTime now) {
    stage_ = Stage::opening;
    level_ = std::min(first_rate, level_ * low_step);
    knee_ = 0;
    raised_at_ = now;
    moved_at_ = clock_;
}

void RateSearch::came_through(SteadyTime started, SteadyTime now, double ceiling, Others others) {
    record_.came_through();
    switch (stage_) {
        case Stage::opening: return double_up(started, now, ceiling);
        case Stage::open: return;
        case Stage::recovering: return recover();
        case Stage::holding: return hold(others);
        case Stage::probing: return probe(ceiling);
    }
}

void RateSearch::double_up(SteadyTime started, SteadyTime now, double ceiling) {
    if (started < raised_at_ || now - raised_at_ < shortest_round || clock_ < moved_at_ + opening_use) return;
    raised_at_ = now;
    moved_at_ = clock_;
    level_ *= 2;
    if (level_ >= ceiling) stage_ = Stage::open;
}

void RateSearch::recover() {
    const double target = knee_ * (1 - margin);
    level_ += (target - level_) * std::min(1.0, (clock_ - moved_at_) / recovers_in);
    moved_at_ = clock_;
    if (level_ < target * (1 - margin / 2)) return;
    stage_ = Stage::holding;
    hold_until_ = clock_ + hold_;
    share_from_ = clock_ + confirmed_in;
}

void RateSearch::hold(Others others) {
    if (others == Others::left) {
        hold_until_ = clock_;
        hold_ = first_hold();
        first_speed_ = std::max(first_speed_, speed_into_room);
    }
    if (clock_ < hold_until_) return;
    // Bounded, since their limit need not be ours.
    if (others == Others::throttled && clock_ < hold_until_ + hold_) return;
    stage_ = Stage::probing;
    moved_at_ = clock_;
    speed_ = first_speed_;
}

void RateSearch::probe(double ceiling) {
    const double span = clock_ - moved_at_;
    moved_at_ = clock_;
    level_ *= 1 + speed_ * span;
    speed_ = std::min(fastest_speed, speed_ * std::exp2(span / speed_doubles_in));
    if (level_ >= ceiling) stage_ = Stage::open;
}

bool RateSearch::throttled(SteadyTime started, SteadyTime now, double used) {
    const double since = record_.since_overload();
    if (!record_.throttled(started, now)) return false;
    throttled_at_ = now;
    const bool just_opened = stage_ == Stage::open && knee_ <= 0 && since < opened_for * used;
    const auto before = record_.before_overload();
    const bool in_a_row = before && since < std::max(soon_calls, soon * used);
    const bool deep = in_a_row && (before->refused >= deep_refused || before->refused > since * deep_share);
    if (!deep) record_.begin_row(now);
    if (stage_ == Stage::opening || just_opened)
        opened_too_far(used, now);
    else if (deep)
        fell(record_.felt_rate(used, now), now);
    else
        met_knee(record_.felt_rate(used, now), seconds(now - started), in_a_row ? (before->refused - 1) / since : -1);
    record_.start_anew();
    return true;
}

// The limit is what was let in during the last second, or, of a bucket that was full, down to half of it.
void RateSearch::opened_too_far(double used, SteadyTime now) {
    const double in_second = record_.in_last_second(now);
    hold_ = opening_hold;
    knee_ = std::min(used, std::max(in_second, 1.0)) * opening_knee;
    if (in_second < few) return go_on_from(used / 2, opening_speed);
    record_.forget_overload();
    record_.expect_echo(now + second);
    go_on_from(knee_ / opening_knee * opening_part, opening_speed);
}

// One or two calls too many: the knee is where the throttled one started.
void RateSearch::met_knee(double used, double under_way, double refused_before) {
    const bool in_a_row = refused_before >= 0;
    const double speed = stage_ == Stage::probing ? speed_ : 0;
    const double expected = knee_;
    const bool trusted = hold_ >= trusted_hold;
    knee_ = used / (1 + speed * under_way);
    const bool as_expected = expected > 0 && std::abs(used / expected - 1) < expected_within;
    hold_after(as_expected, in_a_row);
    if (in_a_row) knee_ *= 1 - std::max(margin, refused_before / 2);
    const double next_speed = std::clamp(speed / 5, least_speed(), fastest_next_speed);
    const bool far_beyond = trusted && !in_a_row && knee_ > expected * far;
    if (!far_beyond) return go_on_from(knee_ * (1 - margin), next_speed);
    // A bucket that had filled up, or a limit that has risen: nearly as far up again will tell.
    knee_ = expected + (knee_ - expected) * far_part;
    go_on_from(std::max(expected, knee_ * far_least) * (1 - margin), next_speed);
}

// A share that held is lifted more and more seldom, wherever the limit was found to be.
void RateSearch::hold_after(bool as_expected, bool in_a_row) {
    if (share_ < 1) as_expected = stage_ == Stage::probing || in_a_row;
    if (!as_expected)
        hold_ = first_hold();
    else
        hold_ = in_a_row ? std::max(hold_, first_hold()) : std::min(2 * hold_, longest_hold());
}

void RateSearch::hold_after_fall() {
    hold_ = share_ < 1 ? std::max(hold_, first_hold()) : first_hold() / 2;
}

// One overload upon the other: what came through from the first one on is what the service takes, or nearly: pauses
// that were waited out are in it. So it is not far up from there.
void RateSearch::fell(double used, SteadyTime now) {
    const double span = record_.seconds_of_row(now);
    const double through = record_.through_in_row();
    const bool enough = span >= measurable && (through >= few || span * used >= few);
    const double estimate = enough ? (through + 0.5) / span : used * unmeasured_part;
    const double level = std::clamp(estimate * (1 - margin), used * deepest_cut, used * least_cut);
    hold_after_fall();
    knee_ = level + (used - level) * doubted_part;
    if (used > few && level < used * great_change) record_.expect_echo(now + second);
    go_on_from(level, std::clamp((used / knee_ - 1) / 4, least_speed(), fastest_speed_after_fall));
}

void RateSearch::go_on_from(double level, double first_speed) {
    level_ = std::max(slowest, level);
    stage_ = level_ < knee_ * (1 - 3 * margin) ? Stage::recovering : Stage::holding;
    moved_at_ = clock_;
    first_speed_ = first_speed;
    hold_until_ = clock_ + hold_;
    share_from_ = clock_ + confirmed_in;
}

std::optional<LearnedRate> RateSearch::learned(SteadyTime now) const {
    if (stage_ == Stage::opening || stage_ == Stage::open) return std::nullopt;
    LearnedRate learned;
    learned.per_second = std::max(slowest, knee_ * (1 - margin));
    learned.age = std::chrono::duration_cast<Millis>(now - used_at_);
    return learned;
}

void RateSearch::recall(LearnedRate learned, SteadyTime now) {
    throttled_at_ = now;
    if (learned.age > limit_for) {
        level_ = std::max(slowest, learned.per_second / 2);
        return;
    }
    used_at_ = now - learned.age;
    knee_ = learned.per_second / (1 - margin);
    hold_ = recalled_hold;
    go_on_from(learned.per_second, least_speed());
    share_from_ = clock_;
}

}  // namespace ecdsnap::core
