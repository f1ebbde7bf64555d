// What a look at policies alone shows, without their fleet: objectives that their slots do not hold, calendars that
// end.
#pragma once

#include "core/forecast/plan_warning.hpp"

#include <vector>

namespace ecdsnap::core {

// objective_broken in the order of the policies, then calendar_ends by the first policy that uses the calendar.
std::vector<PlanWarning> policy_warnings(const std::vector<Policy>& policies, SlotInstant now);

}  // namespace ecdsnap::core
