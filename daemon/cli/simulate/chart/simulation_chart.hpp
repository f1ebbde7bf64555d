// A simulation as a picture: a lane for each policy with its slots over time, outages shaded, and each site's requests
// a second underneath. One SVG file that needs nothing else; light or dark as its viewer prefers.
#pragma once

#include "cli/simulate/simulation_result.hpp"

#include <string>

namespace ecdsnap::cli {

std::string simulation_chart(const SimulationResult& result);

}  // namespace ecdsnap::cli
