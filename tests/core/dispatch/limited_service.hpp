// A service in virtual time that lets so many calls a second in, and sites that pace themselves against it: what pacing
// is measured on. A seed decides how long everything takes.
#pragma once

#include "core/dispatch/pacing.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <vector>

namespace ecdsnap::core {

enum class Limiter : std::uint8_t { token_bucket, fixed_second, sliding_second };

const char* text(Limiter limiter);

// How calls are counted; the bucket holds one second's worth, and at least one.
class LimitedService {
public:
    LimitedService(Limiter limiter, double per_second)
        : limiter_(limiter), per_second_(per_second), tokens_(per_second) {}

    void set_limit(double per_second) { per_second_ = per_second; }

    // nullopt: let in; else how long until one would be.
    std::optional<SteadyTimeline::duration> admit(SteadyTime now);

private:
    Limiter limiter_;
    double per_second_;
    double tokens_;
    SteadyTime refilled_{};
    std::deque<SteadyTime> let_in_;
};

struct LimitChange {
    double at = 0;  // seconds after the start
    double per_second = 0;
};

struct PacingTrial {
    Limiter limiter = Limiter::token_bucket;
    double limit = 50;
    std::vector<LimitChange> changes;
    double ceiling = 100;
    double share = 1;
    std::size_t sites = 1;     // of one account, the limit is common to them
    std::size_t tasks = 3000;  // of each site
    std::size_t in_flight = 32;
    bool names_wait = true;  // false: bare codes
    Millis jitter{3};        // of the way to the service
    double others = 0;       // calls a second of other tools, at random moments
    std::optional<LearnedRate> learned;
    std::uint64_t seed = 1;
};

struct TrialCall {
    double at = 0;  // seconds after the start, at the service
    std::size_t site = 0;
    bool through = false;
};

struct TrialResult {
    std::vector<TrialCall> calls;
    std::vector<std::optional<LearnedRate>> learned;  // by site
    std::size_t others_calls = 0;
    std::size_t others_throttled = 0;
    bool finished = false;  // every task came through exactly once

    double first_to_last() const;  // seconds
    double throttled_share() const { return throttled_share(0, 1e9); }
    double throttled_share(double from, double until) const;
    double through_per_second(double from, double until) const;
    std::size_t through_of(std::size_t site, double from, double until) const;
};

// Ends when all tasks are through, at most after a virtual day.
TrialResult run(const PacingTrial& trial);

}  // namespace ecdsnap::core
