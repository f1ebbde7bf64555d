// A look ahead as the reports of `ecdsnap plan` show it.
#pragma once

#include "cli/outlook/known_desktop.hpp"
#include "cli/outlook/outlook.hpp"
#include "core/forecast/plan_warning.hpp"

#include <absl/time/time.h>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace ecdsnap::cli {

struct PlanResult {
    Outlook outlook;
    std::vector<std::size_t> chosen;  // places of the policies that are shown, ascending
    core::Forecast forecast;          // of all policies, since they share the sites; shown are those of `chosen`
    std::vector<core::PlanWarning> warnings;
    std::optional<KnownDesktop> desktop;

    const core::Policy& policy(std::size_t place) const { return outlook.config.policies[place]; }
    bool all_shown() const { return chosen.size() == outlook.config.policies.size(); }
};

// One task of the desktop that was asked for.
struct PlannedTask {
    std::size_t policy = 0;
    core::SlotInstant slot{};
    core::WallTime start{};  // with its spread, if nothing holds it
    core::DiskKind disk = core::DiskKind::system;
    std::string snapshot;  // the name of its first snapshot
};
// Of the slots that are shown, by start.
std::vector<PlannedTask> tasks_of_desktop(const PlanResult& result);

// Every slot that is shown fits its window.
bool all_fits(const PlanResult& result);

// The zone that all shown policies have, else UTC: for times that belong to no policy.
absl::TimeZone shared_zone(const PlanResult& result);

}  // namespace ecdsnap::cli
