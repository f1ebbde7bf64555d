#include "core/forecast/plan_change.hpp"

#include "core/policy/snapshot_name.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <unordered_map>
#include <utility>

namespace ecdsnap::core {
namespace {

// One policy of a side with what is known of it; nothing where the side has none of that name.
struct Part {
    const Policy* policy = nullptr;
    const PolicyReach* reach = nullptr;
    std::size_t slots = 0;
};

// The parts of one side by their names.
std::unordered_map<std::string, Part> parts_of(const PlanSide& side, const Forecast& ahead) {
    std::unordered_map<std::string, Part> parts;
    for (std::size_t place = 0; place < side.policies->size(); ++place)
        parts[(*side.policies)[place].name] = {&(*side.policies)[place], &(*side.reach)[place], 0};
    for (const PlannedSlot& slot : ahead.slots)
        ++parts[(*side.policies)[slot.policy].name].slots;
    return parts;
}

Part part_named(const std::unordered_map<std::string, Part>& parts, const std::string& name) {
    const auto place = parts.find(name);
    return place == parts.end() ? Part{} : place->second;
}

ReachedDesktops desktops_of_part(const PlanSide& side, const Part& part) {
    return part.reach == nullptr ? ReachedDesktops{} : desktops_of(*side.fleet, *part.reach);
}

// A policy that observes backs up nothing.
ReachedDesktops backed_up(const PlanSide& side) {
    std::vector<const PolicyReach*> acting;
    for (std::size_t place = 0; place < side.policies->size(); ++place)
        if ((*side.policies)[place].mode == Mode::act) acting.push_back(&(*side.reach)[place]);
    return desktops_of(*side.fleet, acting);
}

std::string example_name(const PlanSide& side, const Policy& policy, const Desktop& desktop, const SiteId& site,
                         SlotInstant slot) {
    const DiskKind disk = policy.disks.system ? DiskKind::system : DiskKind::data;
    const std::string key = task_key(side.owner, {policy.name, slot, SlotKind::scheduled}, desktop.id, disk);
    NameFields fields;
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
    return base_name(policy.rules.name_template, fields);
}

// A covered desktop, or one that is made up.
std::pair<Desktop, SiteId> example_desktop(const PlanSide& side, const PolicyReach& reach) {
    for (std::size_t site = 0; site < reach.sites.size(); ++site)
        if (!reach.sites[site].desktops.empty())
            return {(*side.fleet)[site].desktops[reach.sites[site].desktops.front()], (*side.fleet)[site].id};
    Desktop desktop;
    desktop.id = "ecd-example";
    desktop.name = "example";
    desktop.office_site_id = "office";
    return {desktop, side.fleet->empty() ? SiteId{"main", "region"} : side.fleet->front().id};
}

// The name of one and the same task before and after.
std::optional<NameChange> name_change(const PlanSide& before, const Part& old, const PlanSide& after, const Part& now,
                                      SlotInstant from) {
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

std::vector<SiteShift> site_shifts(const PlanSide& before, const Forecast& old, const PlanSide& after,
                                   const Forecast& now) {
    std::vector<SiteShift> shifts;
    const auto entry_of = [&](const SiteId& site) -> SiteShift& {
        const auto found = std::ranges::find(shifts, site, &SiteShift::site);
        if (found != shifts.end()) return *found;
        shifts.emplace_back().site = site;
        return shifts.back();
    };
    const auto sum = [](const SiteForecast& site) {
        return std::accumulate(site.calls.begin(), site.calls.end(), 0.0);
    };
    for (std::size_t place = 0; place < old.sites.size(); ++place) {
        SiteShift& shift = entry_of((*before.fleet)[place].id);
        shift.was_there = true;
        shift.peak_before = old.sites[place].peak;
        shift.calls_before = sum(old.sites[place]);
    }
    for (std::size_t place = 0; place < now.sites.size(); ++place) {
        SiteShift& shift = entry_of((*after.fleet)[place].id);
        shift.is_there = true;
        shift.peak_after = now.sites[place].peak;
        shift.calls_after = sum(now.sites[place]);
    }
    return shifts;
}

std::vector<std::string> names_in_order(const PlanSide& before, const PlanSide& after) {
    std::vector<std::string> names;
    const PolicyNames old = names_of(*before.policies);
    for (const Policy& policy : *before.policies)
        names.push_back(policy.name);
    for (const Policy& policy : *after.policies)
        if (!old.contains(policy.name)) names.push_back(policy.name);
    return names;
}

Forecast ahead_of(const PlanSide& side, SlotInstant from, SlotInstant until) {
    return forecast(*side.policies, *side.fleet, *side.reach, side.inventory_every, from, until);
}

}  // namespace

bool PolicyShift::has_effect() const {
    return (before == nullptr) != (after == nullptr) || desktops.any() || names || slots_before != slots_after ||
           (before != nullptr && after != nullptr && before->mode != after->mode);
}

PlanChange plan_change(const PlanSide& before, const PlanSide& after, SlotInstant from, SlotInstant until) {
    PlanChange change;
    change.before = ahead_of(before, from, until);
    change.after = ahead_of(after, from, until);
    change.sites = site_shifts(before, change.before, after, change.after);
    change.desktops = reach_change(backed_up(before), backed_up(after));
    const auto old_parts = parts_of(before, change.before);
    const auto new_parts = parts_of(after, change.after);
    for (const std::string& name : names_in_order(before, after)) {
        const Part old = part_named(old_parts, name);
        const Part now = part_named(new_parts, name);
        PolicyShift shift;
        shift.policy = name;
        shift.before = old.policy;
        shift.after = now.policy;
        shift.desktops = reach_change(desktops_of_part(before, old), desktops_of_part(after, now));
        shift.slots_before = old.slots;
        shift.slots_after = now.slots;
        shift.names = name_change(before, old, after, now, from);
        change.policies.push_back(std::move(shift));
    }
    return change;
}

std::string examples_text(const ReachedDesktops& desktops) {
    constexpr std::size_t most = 3;
    std::string out;
    for (std::size_t place = 0; place < std::min(most, desktops.size()); ++place)
        out += fmt::format("{}{}", place == 0 ? "" : ", ", desktops[place].id);
    if (desktops.size() > most) out += fmt::format(" and {} more", desktops.size() - most);
    return out;
}

}  // namespace ecdsnap::core
