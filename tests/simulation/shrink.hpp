// A failing plan made small: incidents are left out as long as the same rule is still broken.
#pragma once

#include "simulation/plan.hpp"

namespace ecdsnap::tests {

Plan shrunk(const Plan& failing);

}  // namespace ecdsnap::tests
