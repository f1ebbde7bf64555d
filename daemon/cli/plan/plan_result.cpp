#include "cli/plan/plan_result.hpp"

#include "core/policy/snapshot_name.hpp"
#include "core/schedule/spread.hpp"
#include "core/slot/slot_tasks.hpp"

#include <algorithm>
#include <utility>

namespace ecdsnap::cli {
namespace {

// As core/slot/slot_tasks makes it.
std::string snapshot_name(const PlanResult& result, const core::Policy& policy, core::SlotInstant slot,
                          core::DiskKind disk) {
    const core::Desktop& desktop = result.desktop->desktop;
    const core::SiteId& site = result.outlook.fleet.sites[result.desktop->site].id;
    core::Slot opened;
    opened.key = {policy.name, slot, core::SlotKind::scheduled};
    opened.rules = policy.rules;
    opened.window_end = core::WallTime{slot} + policy.rules.window;
    const core::SlotContext context{result.outlook.config.settings.owner,
                                    opened,
                                    std::make_shared<const core::SiteId>(site),
                                    policy.schedule.zone,
                                    slot,
                                    {}};
    return core::base_name_for(context, core::task_for(context, desktop, disk), desktop.office_site_id);
}

}  // namespace

std::vector<PlannedTask> tasks_of_desktop(const PlanResult& result) {
    std::vector<PlannedTask> tasks;
    if (!result.desktop) return tasks;
    for (const core::PlannedSlot& slot : result.forecast.slots) {
        if (!std::ranges::binary_search(result.chosen, slot.policy)) continue;
        const core::Policy& policy = result.policy(slot.policy);
        const core::WallTime start =
            slot.instant + core::spread_delay(policy.name, result.desktop->desktop.id, policy.rules.spread);
        for (const core::DiskKind disk : core::disks_of(result.desktop->desktop, policy.disks))
            tasks.push_back(
                {slot.policy, slot.instant, start, disk, snapshot_name(result, policy, slot.instant, disk)});
    }
    std::ranges::stable_sort(tasks, {}, &PlannedTask::start);
    return tasks;
}

bool all_fits(const PlanResult& result) {
    return std::ranges::all_of(result.forecast.slots,
                               [](const core::PlannedSlot& slot) { return slot.left_over() == 0; });
}

absl::TimeZone shared_zone(const PlanResult& result) {
    if (result.chosen.empty()) return absl::UTCTimeZone();
    const absl::TimeZone zone = result.policy(result.chosen.front()).schedule.zone;
    const bool shared = std::ranges::all_of(
        result.chosen, [&](std::size_t place) { return result.policy(place).schedule.zone == zone; });
    return shared ? zone : absl::UTCTimeZone();
}

}  // namespace ecdsnap::cli
