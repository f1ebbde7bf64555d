// What the policies of a plan say of whose turn it is, and a fleet for which it matters.
#pragma once

#include "core/desktop.hpp"
#include "simulation/plan.hpp"

namespace ecdsnap::tests {

// Priority, concurrency, states.prefer and skip_unchanged for some of the plan's policies, from numbers of its own.
void draw_turns(Plan& plan);

// What the desktop of that number is like when no incident changes it.
core::DesktopStatus resting_status(const Plan& plan, std::size_t number);
core::Session resting_session(const Plan& plan, std::size_t number);

}  // namespace ecdsnap::tests
