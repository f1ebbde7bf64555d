#include "core/forecast/policy_reach.hpp"

#include "core/slot/slot_tasks.hpp"

namespace ecdsnap::core {
namespace {

void add(const TaskCount& more, TaskCount& sum) {
    sum.tasks += more.tasks;
    sum.at_rest += more.at_rest;
}

void add(const Policy& policy, const Desktop& desktop, std::size_t place, SiteReach& reach) {
    const auto disks = static_cast<std::uint64_t>(policy.disks.system) +
                       static_cast<std::uint64_t>(policy.disks.data && desktop.has_data_disk);
    if (disks == 0) return;
    reach.desktops.push_back(static_cast<std::uint32_t>(place));
    const bool sends_nothing = policy.mode == Mode::observe || at_rest(desktop, policy.rules.states);
    const TaskCount own{disks, sends_nothing ? disks : 0};
    add(own, reach);
    if (!reach.by_zone.empty()) add(own, reach.by_zone[zone_place(policy.schedule, desktop)]);
}

PolicyReach reach_of(const Policy& policy, const CoverageRules& rules, const PolicyNames& known, const Fleet& fleet) {
    PolicyReach reach;
    for (const FleetSite& site : fleet) {
        SiteReach& here = reach.sites.emplace_back();
        here.by_zone.resize(policy.schedule.zones.size());
        for (std::size_t place = 0; place < site.desktops.size(); ++place) {
            const Desktop& desktop = site.desktops[place];
            switch (coverage_of(rules, known, policy, desktop, site.id)) {
                case Coverage::covered: add(policy, desktop, place, here); break;
                case Coverage::excluded:
                case Coverage::opted_out: ++reach.left_out; break;
                case Coverage::not_selected:
                case Coverage::named_elsewhere: break;
            }
        }
    }
    return reach;
}

}  // namespace

TaskCount SiteReach::in(const DueZones& due) const {
    if (by_zone.empty()) return *this;
    TaskCount sum;
    for (std::size_t place = 0; place < by_zone.size(); ++place)
        if (due.contains(place)) add(by_zone[place], sum);
    return sum;
}

std::uint64_t PolicyReach::desktops() const {
    std::uint64_t sum = 0;
    for (const SiteReach& site : sites)
        sum += site.desktops.size();
    return sum;
}

std::uint64_t PolicyReach::tasks() const {
    std::uint64_t sum = 0;
    for (const SiteReach& site : sites)
        sum += site.tasks;
    return sum;
}

std::uint64_t PolicyReach::calls() const {
    std::uint64_t sum = 0;
    for (const SiteReach& site : sites)
        sum += site.calls();
    return sum;
}

std::vector<PolicyReach> reach_of(const std::vector<Policy>& policies, const CoverageRules& rules, const Fleet& fleet) {
    const PolicyNames known = names_of(policies);
    std::vector<PolicyReach> reaches;
    for (const Policy& policy : policies)
        reaches.push_back(reach_of(policy, rules, known, fleet));
    return reaches;
}

PolicyNames names_of(const std::vector<Policy>& policies) {
    PolicyNames names;
    for (const Policy& policy : policies)
        names.insert(policy.name);
    return names;
}

bool at_rest(const Desktop& desktop, const StateRules& states) {
    switch (desktop.status) {
        case DesktopStatus::hibernated: return states.hibernated == Hibernated::skip;
        case DesktopStatus::expired:
        case DesktopStatus::deleted: return true;
        case DesktopStatus::running: return !states.running;
        case DesktopStatus::stopped: return !states.stopped;
        default: return false;
    }
}

bool woken_first(const Desktop& desktop, const StateRules& states) {
    return desktop.status == DesktopStatus::hibernated && states.hibernated == Hibernated::wake;
}

}  // namespace ecdsnap::core
