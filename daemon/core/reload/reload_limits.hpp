// What a reload breaks of the limits that are set for it.
#pragma once

#include "core/forecast/plan_change.hpp"
#include "core/reload/change_limit.hpp"

#include <string>
#include <vector>

namespace ecdsnap::core {

// What the reload breaks, a sentence each; empty: it may go ahead.
std::vector<std::string> broken_limits(const ReloadLimits& limits, const ReachChange& desktops);

// The same where the desktops of some sites are not known: what could be lost or gained there, by the policies alone,
// and is limited. `sites`: their names, for the sentence.
std::vector<std::string> unknown_limits(const ReloadLimits& limits, const PlanSide& before, const PlanSide& after,
                                        const std::string& sites);

}  // namespace ecdsnap::core
