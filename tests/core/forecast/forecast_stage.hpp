// Policies and fleets for the tests of this folder.
#pragma once

#include "core/forecast/forecast.hpp"
#include "core/text/utc_text.hpp"

#include <fmt/format.h>

#include <string>
#include <utility>
#include <vector>

namespace ecdsnap::tests {

inline core::SlotInstant at(const char* instant) {
    return std::chrono::floor<std::chrono::seconds>(core::utc_from(instant).value());
}

inline core::Policy policy(const char* name, const char* cron, const char* names = "*") {
    const auto zone = absl::UTCTimeZone();
    core::Policy made{
        name, core::select_names({names}), {}, {core::CronExpression::parse(cron).value(), cron, zone, "UTC"}, {}, {}};
    made.rules.name_template = "{policy}-{desktop_id}-{slot:%Y%m%d-%H%M}-{disk}";
    return made;
}

// `count` running desktops "win-0", "win-1", … of which the first `with_data` have a data disk.
inline core::FleetSite site(const char* region, std::size_t count, std::size_t with_data = 0) {
    core::FleetSite made{{"main", region}, {}, {}};
    for (std::size_t number = 0; number < count; ++number) {
        core::Desktop desktop;
        desktop.id = fmt::format("ecd-{:06}", number);
        desktop.name = fmt::format("win-{}", number);
        desktop.status = core::DesktopStatus::running;
        desktop.has_data_disk = number < with_data;
        made.desktops.push_back(std::move(desktop));
    }
    return made;
}

// A week from 2026-12-01 over the fleet.
struct Ahead {
    Ahead(std::vector<core::Policy> policies_, core::Fleet fleet_, core::CoverageRules rules = {},
          const char* until = "2026-12-08T00:00:00Z")
        : policies(std::move(policies_)),
          fleet(std::move(fleet_)),
          reach(core::reach_of(policies, rules, fleet)),
          forecast(
              core::forecast(policies, fleet, reach, std::chrono::minutes{5}, at("2026-12-01T00:00:00Z"), at(until))) {}

    std::vector<core::Policy> policies;
    core::Fleet fleet;
    std::vector<core::PolicyReach> reach;
    core::Forecast forecast;
};

}  // namespace ecdsnap::tests
