// The desktops of a simulation: those that are known from inventory files, settled.
#pragma once

#include "core/text/text_error.hpp"
#include "simulation/rehearsal/rehearsal_plan.hpp"

#include <string>
#include <vector>

namespace ecdsnap::cli {

// Puts the desktops of the files (as cli/inventory/known_fleet.hpp reads them) into the plan's sites and returns notes
// for the report: what was left out, what was changed.
core::TextResult<std::vector<std::string>> simulated_fleet(const std::vector<std::string>& files,
                                                           simulation::RehearsalPlan& plan);

}  // namespace ecdsnap::cli
