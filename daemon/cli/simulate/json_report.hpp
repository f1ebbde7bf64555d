// A simulation as JSON; daemon/cli/simulate/README.md names the keys. The same plan gives the same text.
#pragma once

#include "cli/simulate/simulation_result.hpp"

#include <string>

namespace ecdsnap::cli {

// One line with its end.
std::string simulation_json(const SimulationResult& result);

}  // namespace ecdsnap::cli
