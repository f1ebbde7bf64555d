// How the simulated cloud is told to behave: what stands after --outage, --limit and --snapshot-time.
#pragma once

#include "core/text/text_error.hpp"
#include "simulation/rehearsal/rehearsal_plan.hpp"

#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace ecdsnap::cli {

// "SITE@START+DURATION", one outage for each site meant. START: a time as after --from, or how long after the plan's
// `from` ("26h"). It lies in the plan's time.
core::TextResult<std::vector<simulation::Outage>> outages_from(std::string_view text,
                                                               const simulation::RehearsalPlan& plan);

// "N" or "SITE=N": sets the sites' creates_per_second; N > 0, decimals allowed.
core::TextResult<void> set_limit(std::string_view text, std::span<simulation::RehearsedSite> sites);

// "2m-20m" or "5m": the least and the most.
core::TextResult<std::pair<core::Millis, core::Millis>> duration_range(std::string_view text);

}  // namespace ecdsnap::cli
