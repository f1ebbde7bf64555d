// When the next call of a site may start. One ceiling for all calls together; below it each action has a rate that
// falls by a third when the service throttles and grows steadily while it does not. Pure: times in, times out.
#pragma once

#include "core/time.hpp"

#include <array>
#include <cstdint>
#include <deque>
#include <optional>

namespace ecdsnap::core {

enum class CallKind : std::uint8_t { create, read, power };  // power: waking desktops, putting them back to sleep

class Pacing {
public:
    // `ceiling`: calls a second of the whole site, > 0.
    explicit Pacing(double ceiling) : ceiling_(ceiling) {}

    void set_ceiling(double ceiling) { ceiling_ = ceiling; }

    // The first moment at which a call of this kind may start, if nothing else starts before.
    SteadyTime earliest(CallKind kind) const;

    // A call of this kind starts now (which must not be before `earliest`).
    void started(CallKind kind, SteadyTime now);

    // A call was throttled; it had started at `started`. No call of its kind starts before `now + named`; where the
    // service named no time, before an exponential back-off with jitter (`random`: uniform over 64 bits).
    void throttled(CallKind kind, SteadyTime started, SteadyTime now, std::optional<Millis> named,
                   std::uint64_t random);

    // A call came through; the learned rate grows a little.
    void came_through(CallKind kind, SteadyTime now);

    // Calls a second now allowed for this kind: at most the ceiling.
    double rate(CallKind kind) const;

private:
    struct Lane {
        std::optional<double> learned;  // nullopt: never throttled, the ceiling alone counts
        SteadyTime next{};              // spacing of this kind alone
        SteadyTime blocked_until{};     // named by the service, or the back-off
        SteadyTime cut_at{};            // last decrease: what started before it does not count again
        SteadyTime grown_at{};
        std::uint32_t in_a_row = 0;  // throttled answers without one that came through
    };

    Lane& lane(CallKind kind) { return lanes_[static_cast<std::size_t>(kind)]; }
    const Lane& lane(CallKind kind) const { return lanes_[static_cast<std::size_t>(kind)]; }

    double ceiling_;
    SteadyTime next_{};              // spacing of all calls together
    std::deque<SteadyTime> recent_;  // starts of the last second: what no second may exceed
    std::array<Lane, 3> lanes_;
};

}  // namespace ecdsnap::core
