// Which of the slots that are due a pause keeps from being opened.
#pragma once

#include "core/pause/pause_book.hpp"
#include "core/slot/slot_plan.hpp"

#include <string>
#include <vector>

namespace ecdsnap::core {

struct PausedSlot {
    SlotInstant instant{};
    std::string reason;  // "skipped (paused until 2026-11-25T06:00:00Z by root: network maintenance)"
};

// Takes them out of the plan, ascending.
std::vector<PausedSlot> take_paused(SlotPlan& plan, const std::string& policy, const PauseBook& pauses);

}  // namespace ecdsnap::core
