// The time types of the whole program. Wall time is UTC and comes from outside (it may be wrong and may step); steady
// time only ever goes forward, counts suspend, and is what durations and deadlines are measured with. `core` never
// reads a clock.
#pragma once

#include <chrono>

namespace ecdsnap::core {

using Millis = std::chrono::milliseconds;

// UTC. Instants that people and the cloud see.
using WallTime = std::chrono::sys_time<std::chrono::milliseconds>;

// A slot's identity is a whole second.
using SlotInstant = std::chrono::sys_seconds;

// The steady clock's time line: microseconds since an arbitrary origin (CLOCK_BOOTTIME in production).
struct SteadyTimeline {
    using duration = std::chrono::microseconds;
    using rep = duration::rep;
    using period = duration::period;
    using time_point = std::chrono::time_point<SteadyTimeline>;
    static constexpr bool is_steady = true;
};
using SteadyTime = SteadyTimeline::time_point;

inline constexpr SteadyTime never = SteadyTime::max();

}  // namespace ecdsnap::core
