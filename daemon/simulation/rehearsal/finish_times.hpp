// How long slots took, from their begin to their last outcome.
#pragma once

#include "simulation/rehearsal/rehearsal_report.hpp"

#include <optional>
#include <span>

namespace ecdsnap::simulation {

// Over those that were opened, had tasks and were finished; nullopt: there are none.
std::optional<FinishTimes> finish_times(std::span<const RehearsedSlot> slots);

}  // namespace ecdsnap::simulation
