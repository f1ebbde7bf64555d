// Which desktops and how many disks a policy covers, found once and not for each slot.
#pragma once

#include "core/forecast/fleet.hpp"
#include "core/policy/coverage.hpp"
#include "core/policy/desktop_zones.hpp"
#include "core/policy/policy.hpp"

#include <cstdint>
#include <vector>

namespace ecdsnap::core {

struct TaskCount {
    std::uint64_t tasks = 0;    // disks: one task each in every slot
    std::uint64_t at_rest = 0;  // of the tasks: skipped while the desktop is in the state that was listed

    std::uint64_t calls() const { return tasks - at_rest; }
};

// Of one policy at one site.
struct SiteReach : TaskCount {
    std::vector<std::uint32_t> desktops;  // places in FleetSite::desktops, ascending
    std::vector<TaskCount> by_zone;       // by the places of the schedule's zones; empty: it has none

    TaskCount in(const DueZones& due) const;  // of a slot
};

struct PolicyReach {
    std::vector<SiteReach> sites;  // as in the fleet
    std::uint64_t left_out = 0;    // desktops that it selects, and `exclude` or their own tag leaves out

    std::uint64_t desktops() const;
    std::uint64_t tasks() const;
    std::uint64_t calls() const;
};

// Of each policy, in their order.
std::vector<PolicyReach> reach_of(const std::vector<Policy>& policies, const CoverageRules& rules, const Fleet& fleet);

PolicyNames names_of(const std::vector<Policy>& policies);

// A task of the desktop would be skipped in the state in which it was listed: hibernated and not woken, expired, or
// excluded by the policy's `states`.
bool at_rest(const Desktop& desktop, const StateRules& states);

// A task of it would first have the desktop woken. The calls for that, one for up to a hundred desktops, are not
// reckoned.
bool woken_first(const Desktop& desktop, const StateRules& states);

}  // namespace ecdsnap::core
