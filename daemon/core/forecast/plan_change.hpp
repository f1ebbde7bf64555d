// What a change of policies means over a fleet: desktops, slots, calls and names before and after.
#pragma once

#include "core/forecast/forecast.hpp"
#include "core/forecast/reach_change.hpp"
#include "core/policy/coverage.hpp"
#include "core/policy/policy.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace ecdsnap::core {

// One configuration with the desktops that are known and what its policies cover. Nothing of it is null; what is
// pointed to outlives the side and what is made of it.
struct PlanSide {
    std::string owner;
    const std::vector<Policy>* policies = nullptr;
    const CoverageRules* coverage = nullptr;
    const Fleet* fleet = nullptr;
    const std::vector<PolicyReach>* reach = nullptr;  // as the policies
    Millis inventory_every{0};
};

struct NameChange {
    std::string example_of;  // the desktop whose snapshot it is
    std::string before;
    std::string after;
};

// Of one policy name.
struct PolicyShift {
    std::string policy;
    const Policy* before = nullptr;  // null: it was not there
    const Policy* after = nullptr;   // null: it is not there
    ReachChange desktops;
    std::size_t slots_before = 0;
    std::size_t slots_after = 0;
    std::optional<NameChange> names;

    bool has_effect() const;  // there is something to tell of it
};

struct SiteShift {
    SiteId site;
    double peak_before = 0;  // creates a second
    double peak_after = 0;
    double calls_before = 0;
    double calls_after = 0;
    bool was_there = false;
    bool is_there = false;
};

struct PlanChange {
    std::vector<PolicyShift> policies;  // those of before, then new ones
    ReachChange desktops;               // of all policies that act: lost ones get no snapshots any more
    std::vector<SiteShift> sites;
    Forecast before;
    Forecast after;
};

// Slots are those of [from, until).
PlanChange plan_change(const PlanSide& before, const PlanSide& after, SlotInstant from, SlotInstant until);

// "ecd-1, ecd-2, ecd-3 and 5 more"
std::string examples_text(const ReachedDesktops& desktops);

}  // namespace ecdsnap::core
