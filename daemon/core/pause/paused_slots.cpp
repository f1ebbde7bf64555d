#include "core/pause/paused_slots.hpp"

#include <fmt/format.h>

#include <utility>

namespace ecdsnap::core {

std::vector<PausedSlot> take_paused(SlotPlan& plan, const std::string& policy, const PauseBook& pauses) {
    std::vector<PausedSlot> paused;
    const auto takes = [&](SlotInstant instant) {
        const Pause* pause = pauses.of_slot(policy, instant);
        if (pause != nullptr) paused.push_back({instant, fmt::format("skipped ({})", pause_text(*pause))});
        return pause != nullptr;
    };
    std::vector<SlotInstant> missed;
    for (const SlotInstant instant : plan.missed)
        if (!takes(instant)) missed.push_back(instant);
    plan.missed = std::move(missed);
    if (plan.open && takes(plan.open->instant)) plan.open.reset();
    return paused;
}

}  // namespace ecdsnap::core
