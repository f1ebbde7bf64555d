// A simulation as text for a terminal.
#pragma once

#include "cli/simulate/simulation_result.hpp"
#include "cli/tables/table.hpp"

#include <string>

namespace ecdsnap::cli {

// What was played, a table of policies, of their times, of the sites' calls, the fullest disk, and what was not done.
std::string simulation_text(const SimulationResult& result, std::size_t width = any_width);

}  // namespace ecdsnap::cli
