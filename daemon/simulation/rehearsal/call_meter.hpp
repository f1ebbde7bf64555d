// Counts a site's calls as they leave: by action, over time, and the most in any one second.
#pragma once

#include "core/time.hpp"
#include "simulation/rehearsal/rehearsal_report.hpp"
#include "simulation/simulated_cloud.hpp"

#include <cstddef>
#include <deque>

namespace ecdsnap::simulation {

class CallMeter {
public:
    // Calls before `from` (the daemon's start) do not count. Each entry of the timeline is `span` long.
    CallMeter(core::SteadyTime from, core::Millis span) : from_(from) { calls_.span = span; }

    // `now` does not go back; `wall` is the same moment.
    void count(CloudAction action, core::SteadyTime now, core::WallTime wall);

    const RehearsedCalls& calls() const { return calls_; }

private:
    const core::SteadyTime from_;
    RehearsedCalls calls_;
    std::deque<core::SteadyTime> recent_;  // of the last second
};

}  // namespace ecdsnap::simulation
