// What differs between two configurations, and what of it a fleet notices.
#pragma once

#include "cli/outlook/outlook.hpp"
#include "cli/tables/table.hpp"
#include "core/forecast/forecast.hpp"
#include "core/forecast/reach_change.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ecdsnap::cli {

struct KeyChange {
    std::string key;     // "schedule.cron", "limits of main/cn-hangzhou"
    std::string before;  // empty: it was not there
    std::string after;   // empty: it is not there
};

enum class PolicyFate : std::uint8_t { unchanged, added, removed, changed };

struct NameChange {
    std::string example_of;  // the desktop whose snapshot it is
    std::string before;
    std::string after;
};

struct PolicyChange {
    std::string policy;
    PolicyFate fate = PolicyFate::unchanged;
    std::vector<KeyChange> keys;  // of a changed one
    core::ReachChange desktops;   // empty without an inventory
    std::size_t slots_before = 0;
    std::size_t slots_after = 0;
    std::optional<NameChange> names;
};

struct SiteChange {
    core::SiteId site;
    double peak_before = 0;  // creates a second
    double peak_after = 0;
    double calls_before = 0;
    double calls_after = 0;
    bool was_there = false;
    bool is_there = false;
};

struct ConfigChange {
    std::vector<KeyChange> settings;     // of the main file
    std::vector<PolicyChange> policies;  // those of the old configuration, then new ones
    core::ReachChange desktops;          // of all policies together: lost ones get no snapshots any more
    std::vector<SiteChange> sites;
    core::Forecast before;
    core::Forecast after;
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
