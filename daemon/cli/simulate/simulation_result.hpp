// A simulation that was played, as the reports and the chart show it.
#pragma once

#include "core/time.hpp"
#include "simulation/rehearsal/rehearsal_plan.hpp"
#include "simulation/rehearsal/rehearsal_report.hpp"

#include <absl/time/time.h>

#include <cstddef>
#include <string>
#include <vector>

namespace ecdsnap::cli {

struct SimulationResult {
    simulation::RehearsalPlan plan;  // without its desktops
    simulation::RehearsalReport report;
    bool made_up = false;            // the fleet
    std::vector<std::string> notes;  // what was left out, what was changed
};

// Over all slots of one policy.
core::SlotCounts counts_of(const simulation::RehearsedPolicy& policy);
std::size_t unopened_of(const simulation::RehearsedPolicy& policy);

// No task was missed, failed or left without an outcome, and every slot was opened.
bool all_good(const simulation::RehearsalReport& report);

// The zone that all policies share, else UTC: for times that belong to no policy.
absl::TimeZone shared_zone(const simulation::RehearsalPlan& plan);

}  // namespace ecdsnap::cli
