// From the configuration and what was typed to the plan that is played.
#pragma once

#include "cli/simulate/simulate_options.hpp"
#include "core/policy/policy.hpp"
#include "core/settings.hpp"
#include "core/text/text_error.hpp"
#include "simulation/rehearsal/rehearsal_plan.hpp"

#include <string>
#include <vector>

namespace ecdsnap::cli {

struct PreparedSimulation {
    simulation::RehearsalPlan plan;
    bool made_up = false;            // the fleet
    std::vector<std::string> notes;  // for the report
};

// `now`: the time to begin at, unless the options say another. An error is about one option and names it.
core::TextResult<PreparedSimulation> prepare_simulation(const core::Settings& settings,
                                                        const std::vector<core::Policy>& policies,
                                                        const SimulateOptions& options, core::WallTime now);

}  // namespace ecdsnap::cli
