#include "engine/observing.hpp"

#include "core/task/task_ending.hpp"
#include "engine/calling_off.hpp"
#include "engine/snapshot_texts.hpp"

#include <fmt/format.h>

namespace ecdsnap::engine {

void observe_policies(World& world, Sites& sites) {
    const bool held = !world.observed.empty();
    world.observed.clear();
    for (const auto& policy : world.policies)
        if (policy->mode == core::Mode::observe) world.observed.insert(policy->name);
    for (const std::string& policy : world.observed) {
        const std::uint64_t called_off = call_off_policy(world, sites, core::Reason::observed, policy);
        core::Event event{
            core::EventId::policy_observes, fmt::format("policy {} only observes: it makes no snapshots", policy), {}};
        event.fields.push_back({"policy", policy});
        event.fields.push_back({"count", std::to_string(called_off)});
        world.events.emit(std::move(event));
    }
    if (held)
        for (auto& site : sites)
            ask_all_again(*site);  // one of them may act again
}

bool skip_if_observed(const core::Policy& policy, const Site& site, const core::Slot& slot, core::Task& task) {
    if (policy.mode != core::Mode::observe) return false;
    const core::DesktopView desktop = site.inventory.view(task.desktop_id, task.disk);
    const core::Ending by_state = core::desktop_ending(desktop, policy.rules.states);
    const bool would_send = by_state.outcome == core::Outcome::none;
    task.state = core::TaskState::settled;
    task.outcome = core::Outcome::skipped;
    task.reason = would_send ? core::Reason::observed : by_state.reason;
    const bool would_wake = would_send && desktop.status == core::DesktopStatus::hibernated;
    if (would_send)
        task.detail = (would_wake ? "would wake it and call CreateSnapshot " : "would call CreateSnapshot ") +
                      base_name_of(site, task, slot);
    task.settled_at = site.world.clock.wall_now();
    return true;
}

}  // namespace ecdsnap::engine
