#include "cli/diff/config_change.hpp"

#include "cli/diff/changed_keys.hpp"

#include <algorithm>
#include <utility>

namespace ecdsnap::cli {
namespace {

core::PlanSide side_of(const Outlook& outlook) {
    return {outlook.config.settings.owner, &outlook.config.policies, &outlook.config.settings.coverage,
            &outlook.fleet.sites,          &outlook.reach,           outlook.config.settings.inventory_every};
}

const adapters::EffectivePolicy& effective_of(const Outlook& outlook, const core::Policy& policy) {
    return outlook.config.effective[static_cast<std::size_t>(&policy - outlook.config.policies.data())];
}

PolicyFate fate_of(const Outlook& before, const Outlook& after, const core::PolicyShift& shift,
                   std::vector<KeyChange>& keys) {
    if (shift.before == nullptr) return PolicyFate::added;
    if (shift.after == nullptr) return PolicyFate::removed;
    keys = changed_keys(effective_of(before, *shift.before), effective_of(after, *shift.after));
    const auto& old = shift.before->schedule.timetable;
    if (keys.empty() && old != shift.after->schedule.timetable)
        keys.push_back({"calendars", old.text(), "other days than before"});
    return keys.empty() ? PolicyFate::unchanged : PolicyFate::changed;
}

}  // namespace

bool ConfigChange::any() const {
    const bool policies_change = std::ranges::any_of(policies, [](const PolicyChange& policy) {
        return policy.fate != PolicyFate::unchanged || policy.shift.has_effect();
    });
    return policies_change || !settings.empty() || plan.desktops.any();
}

ConfigChange config_change(const Outlook& before, const Outlook& after, core::SlotInstant from,
                           core::SlotInstant until) {
    ConfigChange change;
    change.fleet_known = before.fleet_known;
    change.settings = changed_settings(before.config.settings, after.config.settings);
    change.plan = core::plan_change(side_of(before), side_of(after), from, until);
    for (core::PolicyShift& shift : change.plan.policies) {
        PolicyChange& policy = change.policies.emplace_back();
        policy.fate = fate_of(before, after, shift, policy.keys);
        policy.shift = std::move(shift);
    }
    change.plan.policies.clear();
    return change;
}

const char* text(PolicyFate fate) {
    switch (fate) {
        case PolicyFate::unchanged: return "unchanged";
        case PolicyFate::added: return "added";
        case PolicyFate::removed: return "removed";
        case PolicyFate::changed: return "changed";
    }
    return "?";
}

}  // namespace ecdsnap::cli
