#include "engine/calling_off.hpp"

#include "core/task/task_ending.hpp"

namespace ecdsnap::engine {

std::uint64_t call_off(World& world, Sites& sites, core::Reason reason, const CallsOff& calls_off) {
    std::uint64_t count = 0;
    const core::TaskEvent event = core::Cancelled{reason};
    for (const auto& [slot_id, slot] : world.slots.open())
        for (auto& site : sites) {
            const auto detail = calls_off(slot, *site);
            if (!detail) continue;
            for (const core::TaskId id : site->board.of_slot(slot_id)) {
                core::Task& task = *site->board.find(id);
                if (!core::may_be_called_off(task, reason)) continue;
                if (!detail->empty()) task.detail = *detail;
                tell(*site, id, event);
                ++count;
            }
        }
    return count;
}

std::uint64_t call_off_policy(World& world, Sites& sites, core::Reason reason, const std::string& policy) {
    return call_off(world, sites, reason, [&policy](const core::Slot& slot, const Site&) {
        return slot.key.policy == policy ? std::optional<std::string>("") : std::nullopt;
    });
}

}  // namespace ecdsnap::engine
