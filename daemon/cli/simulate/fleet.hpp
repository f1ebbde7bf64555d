// The desktops of a simulation: from files with what DescribeDesktops answers, or made up.
#pragma once

#include "core/text/text_error.hpp"
#include "simulation/rehearsal/rehearsal_plan.hpp"

#include <string>
#include <vector>

namespace ecdsnap::cli {

// Puts the desktops of the files ("FILE" or "SITE=FILE") into the plan's sites and returns notes for the report: what
// was left out, what was changed. An error names the file, the place in it, and what is allowed.
core::TextResult<std::vector<std::string>> read_fleet(const std::vector<std::string>& files,
                                                      simulation::RehearsalPlan& plan);

}  // namespace ecdsnap::cli
