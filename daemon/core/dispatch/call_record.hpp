// What became of the newest calls of one action: how many started, came through, were throttled. The evidence that a
// rate is searched by.
#pragma once

#include "core/time.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>

namespace ecdsnap::core {

class CallRecord {
public:
    // `in_step`: it had to wait for its turn, or nearly so.
    void started(SteadyTime now, bool in_step);
    void came_through() { ++through_; }

    // A throttled answer to a call that had started at `started`. true: a new overload begins; false: it belongs to the
    // last one, as those do that were under way together, and it is counted there.
    bool throttled(SteadyTime started, SteadyTime now);

    // What no later throttled answer is new to, before `until`: a service that counts the last second still counts what
    // was sent before a great change.
    void expect_echo(SteadyTime until) { echo_until_ = until; }

    // Starts since the last overload, or all of them.
    double since_overload() const { return static_cast<double>(since_); }

    // The overload before the present one; nullopt: there was none that says anything of this one.
    struct Overload {
        double refused = 0;  // throttled answers
    };
    std::optional<Overload> before_overload() const { return before_; }

    // A row is overloads that come one upon the other.
    void begin_row(SteadyTime now);
    double through_in_row() const { return static_cast<double>(through_ - row_through_); }
    double seconds_of_row(SteadyTime now) const;

    // The next overload says nothing of how deep this one was.
    void forget_overload() { forgotten_ = true; }

    // How many started within the second before `now`.
    double in_last_second(SteadyTime now) const;

    // Calls a second that really started, when that was less than `allowed` for another reason than pacing; at least
    // one: who calls now and then and is throttled has learned nothing of a limit.
    double felt_rate(double allowed, SteadyTime now) const;

    // The next overload looks at what starts from now on.
    void start_anew() { starts_.clear(); }

private:
    double rate_of_newest(std::size_t count) const;  // 2 to starts_.size()

    std::deque<SteadyTime> starts_;  // of the last second, or the newest sixteen
    double out_of_step_ = 0;         // share of late, 0 to 1
    std::uint64_t since_ = 0;        // starts after the last overload
    std::uint64_t refused_ = 0;      // throttled answers of the last overload
    std::uint64_t through_ = 0;
    std::optional<SteadyTime> overload_at_;
    std::optional<Overload> before_;
    bool forgotten_ = false;
    SteadyTime echo_until_{};
    SteadyTime row_began_{};
    std::uint64_t row_through_ = 0;
};

}  // namespace ecdsnap::core
