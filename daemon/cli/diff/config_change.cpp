#include "cli/diff/config_change.hpp"

#include "cli/diff/changed_keys.hpp"
#include "core/policy/snapshot_name.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace ecdsnap::cli {
namespace {

// One policy of an outlook with what is known of it; nothing where the outlook has none of that name.
struct PolicySide {
    const core::Policy* policy = nullptr;
    const adapters::EffectivePolicy* effective = nullptr;
    const core::PolicyReach* reach = nullptr;
    std::size_t slots = 0;
};

PolicySide side_of(const Outlook& outlook, const core::Forecast& ahead, const std::string& name) {
    PolicySide side;
    const auto& policies = outlook.config.policies;
    const auto found = std::ranges::find(policies, name, &core::Policy::name);
    if (found == policies.end()) return side;
    const auto place = static_cast<std::size_t>(found - policies.begin());
    side.policy = &*found;
    side.effective = &outlook.config.effective[place];
    side.reach = &outlook.reach[place];
    side.slots = static_cast<std::size_t>(std::ranges::count(ahead.slots, place, &core::PlannedSlot::policy));
    return side;
}

core::ReachedDesktops desktops_of(const Outlook& outlook, const PolicySide& side) {
    return side.reach == nullptr ? core::ReachedDesktops{} : core::desktops_of(outlook.fleet.sites, *side.reach);
}

std::string example_name(const Outlook& outlook, const core::Policy& policy, const core::Desktop& desktop,
                         const core::SiteId& site, core::SlotInstant slot) {
    const core::DiskKind disk = policy.disks.system ? core::DiskKind::system : core::DiskKind::data;
    const std::string key =
        core::task_key(outlook.config.settings.owner, {policy.name, slot, core::SlotKind::scheduled}, desktop.id, disk);
    core::NameFields fields;
    fields.policy = policy.name;
    fields.desktop_id = desktop.id;
    fields.desktop_name = desktop.name;
    fields.office_site = desktop.office_site_id;
    fields.account = site.account;
    fields.region = site.region;
    fields.disk = disk;
    fields.slot = slot;
    fields.zone = policy.schedule.zone;
    fields.key = key;
    return core::base_name(policy.rules.name_template, fields);
}

// A covered desktop, or one that is made up.
std::pair<core::Desktop, core::SiteId> example_desktop(const Outlook& outlook, const core::PolicyReach& reach) {
    for (std::size_t site = 0; site < reach.sites.size(); ++site)
        if (!reach.sites[site].desktops.empty())
            return {outlook.fleet.sites[site].desktops[reach.sites[site].desktops.front()],
                    outlook.fleet.sites[site].id};
    core::Desktop desktop;
    desktop.id = "ecd-example";
    desktop.name = "example";
    desktop.office_site_id = "office";
    return {desktop, outlook.fleet.sites.empty() ? core::SiteId{"main", "region"} : outlook.fleet.sites.front().id};
}

// The name of one and the same task before and after.
std::optional<NameChange> name_change(const Outlook& before, const PolicySide& old, const Outlook& after,
                                      const PolicySide& now, core::SlotInstant from) {
    if (old.policy == nullptr || now.policy == nullptr) return std::nullopt;
    const auto slot = now.policy->schedule.timetable.next(from);
    if (!slot) return std::nullopt;
    const auto [desktop, site] = example_desktop(after, *now.reach);
    NameChange change;
    change.example_of = desktop.id;
    change.before = example_name(before, *old.policy, desktop, site, *slot);
    change.after = example_name(after, *now.policy, desktop, site, *slot);
    if (change.before == change.after) return std::nullopt;
    return change;
}

PolicyFate fate_of(const PolicySide& old, const PolicySide& now, std::vector<KeyChange>& keys) {
    if (old.policy == nullptr) return PolicyFate::added;
    if (now.policy == nullptr) return PolicyFate::removed;
    keys = changed_keys(*old.effective, *now.effective);
    if (keys.empty() && old.policy->schedule.timetable != now.policy->schedule.timetable)
        keys.push_back({"calendars", old.policy->schedule.timetable.text(), "other days than before"});
    return keys.empty() ? PolicyFate::unchanged : PolicyFate::changed;
}

std::vector<SiteChange> site_changes(const Outlook& before, const core::Forecast& old, const Outlook& after,
                                     const core::Forecast& now) {
    std::vector<SiteChange> changes;
    const auto entry_of = [&](const core::SiteId& site) -> SiteChange& {
        const auto found = std::ranges::find(changes, site, &SiteChange::site);
        if (found != changes.end()) return *found;
        changes.emplace_back().site = site;
        return changes.back();
    };
    const auto sum = [](const core::SiteForecast& site) {
        return std::accumulate(site.calls.begin(), site.calls.end(), 0.0);
    };
    for (std::size_t place = 0; place < old.sites.size(); ++place) {
        SiteChange& change = entry_of(before.fleet.sites[place].id);
        change.was_there = true;
        change.peak_before = old.sites[place].peak;
        change.calls_before = sum(old.sites[place]);
    }
    for (std::size_t place = 0; place < now.sites.size(); ++place) {
        SiteChange& change = entry_of(after.fleet.sites[place].id);
        change.is_there = true;
        change.peak_after = now.sites[place].peak;
        change.calls_after = sum(now.sites[place]);
    }
    return changes;
}

}  // namespace

bool ConfigChange::any() const {
    const bool policies_change = std::ranges::any_of(policies, [](const PolicyChange& policy) {
        return policy.fate != PolicyFate::unchanged || policy.desktops.any() || policy.names ||
               policy.slots_before != policy.slots_after;
    });
    return policies_change || !settings.empty() || desktops.any();
}

ConfigChange config_change(const Outlook& before, const Outlook& after, core::SlotInstant from,
                           core::SlotInstant until) {
    ConfigChange change;
    change.fleet_known = before.fleet_known;
    change.settings = changed_settings(before.config.settings, after.config.settings);
    change.before = before.forecast(from, until);
    change.after = after.forecast(from, until);
    change.sites = site_changes(before, change.before, after, change.after);
    change.desktops = core::reach_change(core::desktops_of(before.fleet.sites, before.reach),
                                         core::desktops_of(after.fleet.sites, after.reach));
    std::vector<std::string> names;
    for (const Outlook* outlook : {&before, &after})
        for (const core::Policy& policy : outlook->config.policies)
            if (std::ranges::find(names, policy.name) == names.end()) names.push_back(policy.name);
    for (const std::string& name : names) {
        const PolicySide old = side_of(before, change.before, name);
        const PolicySide now = side_of(after, change.after, name);
        PolicyChange policy;
        policy.policy = name;
        policy.fate = fate_of(old, now, policy.keys);
        policy.desktops = core::reach_change(desktops_of(before, old), desktops_of(after, now));
        policy.slots_before = old.slots;
        policy.slots_after = now.slots;
        policy.names = name_change(before, old, after, now, from);
        change.policies.push_back(std::move(policy));
    }
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
