// Desktops with a time zone of their own: some policies have slots for them at other times.
#pragma once

#include "core/desktop.hpp"
#include "simulation/plan.hpp"

#include <cstddef>
#include <vector>

namespace ecdsnap::tests {

// Numbers of their own, so that what was drawn before stays what it was.
void draw_zones(Plan& plan);

// Of the desktop with that number; where the plan has zones every third one has its own.
std::vector<core::Tag> resting_tags(const Plan& plan, std::size_t number);

bool is_away(const core::Desktop& desktop);

}  // namespace ecdsnap::tests
