// When a planned policy is due, by plain arithmetic over UTC days: what the checker holds the daemon's timetable
// against.
#pragma once

#include "simulation/plan.hpp"

#include <set>

namespace ecdsnap::tests {

struct PlannedTimes {
    std::set<core::SlotInstant> due;
    std::set<core::SlotInstant> taken;  // by the calendar, moved or not: never due
};

// Those in (from, until). Both are empty for a policy that is due by a local clock: nothing is known of its times.
PlannedTimes times_of(const PlannedPolicy& planned, core::WallTime from, core::WallTime until);

// The same for the desktops of one zone alone: `away`, or not.
PlannedTimes times_in_zone(const PlannedPolicy& planned, bool away, core::WallTime from, core::WallTime until);

}  // namespace ecdsnap::tests
