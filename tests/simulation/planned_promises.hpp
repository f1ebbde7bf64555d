// What the policies of a plan promise, and what a person has to say before they may do it.
#pragma once

#include "simulation/plan.hpp"

namespace ecdsnap::tests {

// approve_above and objectives for some of the plan's policies, with incidents for which they matter, from numbers of
// its own.
void draw_promises(Plan& plan);

}  // namespace ecdsnap::tests
