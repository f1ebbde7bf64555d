// A plan as a picture: days downwards, hours to the right, the darker the more. One SVG file that needs nothing else.
#pragma once

#include "cli/plan/plan_result.hpp"

#include <string>

namespace ecdsnap::cli {

std::string heat_map(const PlanResult& result);

}  // namespace ecdsnap::cli
