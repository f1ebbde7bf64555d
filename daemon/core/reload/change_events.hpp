// What a reload changes, as log events: of each policy that it has an effect on, of all together, and of the desktops
// that fall out.
#pragma once

#include "core/events/event.hpp"
#include "core/forecast/plan_change.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace ecdsnap::core {

// More policies than that are told as a number.
inline constexpr std::size_t most_told_policies = 20;

// `unlisted`: sites whose desktops are not known and not counted; empty: all are known.
std::vector<Event> change_events(const PlanChange& change, const std::string& unlisted);

}  // namespace ecdsnap::core
