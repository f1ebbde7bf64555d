// `ecdsnap plan` for a terminal.
#pragma once

#include "cli/plan/plan_result.hpp"
#include "cli/tables/table.hpp"

#include <string>

namespace ecdsnap::cli {

// So many slots are listed; the JSON has all.
inline constexpr std::size_t most_slots_shown = 500;

// What is known, a table of slots (or of the desktop's tasks), of policies and of sites, and what to beware of.
std::string plan_text(const PlanResult& result, std::size_t width = any_width);

// "2h5m", "12m", "45s"
std::string rough(core::Millis time);

}  // namespace ecdsnap::cli
