// What differs between two configurations, and what of it a fleet notices.
#pragma once

#include "cli/outlook/outlook.hpp"
#include "cli/tables/table.hpp"
#include "core/forecast/plan_change.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace ecdsnap::cli {

struct KeyChange {
    std::string key;     // "schedule.cron", "limits of main/cn-hangzhou"
    std::string before;  // empty: it was not there
    std::string after;   // empty: it is not there
};

enum class PolicyFate : std::uint8_t { unchanged, added, removed, changed };

struct PolicyChange {
    core::PolicyShift shift;  // its desktops: empty without an inventory
    PolicyFate fate = PolicyFate::unchanged;
    std::vector<KeyChange> keys;  // of a changed one
};

struct ConfigChange {
    std::vector<KeyChange> settings;     // of the main file
    std::vector<PolicyChange> policies;  // those of the old configuration, then new ones
    core::PlanChange plan;               // its policies have moved into `policies`
    bool fleet_known = false;

    bool any() const;
};

// Both outlooks outlive it. Slots are those of [from, until).
ConfigChange config_change(const Outlook& before, const Outlook& after, core::SlotInstant from,
                           core::SlotInstant until);

std::string change_text(const ConfigChange& change, std::size_t width = any_width);
std::string change_json(const ConfigChange& change);

const char* text(PolicyFate fate);  // "added"

}  // namespace ecdsnap::cli
