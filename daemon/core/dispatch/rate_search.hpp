// The search for a limit that nobody tells: how many calls a second of one action a service takes, learned from which
// of them it throttles. Pure: times in, rates out.
//
// It knows the *knee*, the rate at which throttling last began. It goes up to just below it quickly, stays there for
// longer each time the knee was met where it was expected, then creeps beyond it, faster the longer nothing is
// throttled. An overload at the knee costs half a per cent of the rate; one upon the other cut down to what really came
// through meanwhile, which is the limit for each way of counting (token bucket, fixed second, sliding second).
#pragma once

#include "core/dispatch/call_record.hpp"
#include "core/time.hpp"

#include <cstdint>
#include <optional>

namespace ecdsnap::core {

// A limit that was found, as it is kept over restarts.
struct LearnedRate {
    double per_second = 0;  // > 0; throttling began a little above it
    Millis age{0};          // since it was last used to the full
};

class RateSearch {
public:
    enum class Stage : std::uint8_t {
        opening,     // nothing is known: doubles with each round of answers
        open,        // the ceiling was reached and nothing throttled: the ceiling alone counts
        recovering,  // quickly back to just below the knee
        holding,     // there
        probing,     // creeping upwards
    };
    // Calls a second with which an unknown service is begun. What was learned and is less counts for half an hour or
    // two hundred calls after the last throttling, an hour at most: a trouble that passed must not make every later
    // night slow, since few calls find their way up but slowly.
    static constexpr double first_rate = 10;

    // What the other sites of the account tell.
    enum class Others : std::uint8_t {
        quiet,
        throttled,  // one of them was, a short time ago: no moment to begin to probe
        left,       // one of them has stopped: there may be room
    };

    // `share`: the part of a limit that is used while it holds, in (0, 1]. To find the limit it is met whole, now and
    // then and shortly.
    explicit RateSearch(double share = 1) : share_(share) {}

    // Calls a second; nullopt: no limit is felt.
    std::optional<double> rate() const;
    Stage stage() const { return stage_; }

    // A call starts, allowed `used` calls a second. `in_step`: it had to wait for its turn, or nearly so. The search
    // goes on by such calls only: a rate that is not used proves nothing.
    void started(SteadyTime now, double used, bool in_step);

    // A call that had started at `started` came through.
    void came_through(SteadyTime started, SteadyTime now, double ceiling, Others others);

    // A call that had started at `started` was throttled, about `used` calls a second being allowed. true: a new
    // overload; false: it belongs to one that has been dealt with.
    bool throttled(SteadyTime started, SteadyTime now, double used);

    // What is worth being kept; nullopt: no limit is felt.
    std::optional<LearnedRate> learned(SteadyTime now) const;

    // Before the first call. What is older than a week is a hint where to begin, and no limit.
    void recall(LearnedRate learned, SteadyTime now);

private:
    void doubt_low_rate(SteadyTime now);
    void double_up(SteadyTime started, SteadyTime now, double ceiling);
    void recover();
    void hold(Others others);
    void probe(double ceiling);

    void opened_too_far(double used, SteadyTime now);
    void met_knee(double used, double under_way, double refused_before);
    void fell(double used, SteadyTime now);
    void hold_after(bool as_expected, bool in_a_row);
    void hold_after_fall();
    void go_on_from(double level, double first_speed);
    double first_hold() const;
    double longest_hold() const;
    double least_speed() const;

    double share_;
    Stage stage_ = Stage::opening;
    double level_ = first_rate;  // calls a second, before the share
    double knee_ = 0;            // where throttling last began; 0: never
    SteadyTime raised_at_{};     // opening: the last doubling
    SteadyTime used_at_{};       // the last call in step
    SteadyTime throttled_at_{};  // the last overload, or when an earlier run's limit was recalled
    CallRecord record_;

    // Measured by `clock_`: seconds of full use, which stands still while there is less to do than is allowed. A call
    // counts for a tenth of a second at most, so that slow rates are given calls enough to prove themselves.
    double clock_ = 0;
    double hold_ = 0;  // how long to hold before the next probe
    double hold_until_ = 0;
    double share_from_ = 0;   // holding: until then a new limit is tried whole
    double moved_at_ = 0;     // the last step upwards
    double speed_ = 0;        // probing: relative growth per second
    double first_speed_ = 0;  // what the next probe begins with
};

}  // namespace ecdsnap::core
