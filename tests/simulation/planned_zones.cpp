#include "simulation/planned_zones.hpp"

#include "core/policy/desktop_zones.hpp"
#include "simulation/dice.hpp"

#include <algorithm>
#include <utility>
#include <variant>

namespace ecdsnap::tests {
namespace {

// Three hours ahead of UTC the whole year, so that its days can be reckoned in UTC.
constexpr const char* away = "Etc/GMT-3";
constexpr std::chrono::hours ahead{3};

// An expression in UTC, once every so many hours.
bool has_times_of_day(const PlannedPolicy& planned) {
    const auto& recurrences = planned.policy->schedule.timetable.recurrences();
    return planned.every_hours > 0 && std::holds_alternative<core::CronExpression>(recurrences.front().times);
}

void add_zone(PlannedPolicy& planned) {
    core::NamedZone zone{away, {}};
    if (!absl::LoadTimeZone(zone.name, &zone.zone)) return;
    core::Policy made = *planned.policy;
    core::add_zones({std::move(zone)}, made.schedule);
    planned.policy = std::make_shared<const core::Policy>(std::move(made));
    planned.away = planned.grids;
    planned.away.front().anchor -= ahead;
}

}  // namespace

void draw_zones(Plan& plan) {
    Dice dice(plan.seed + 0x20e5a3a1);
    for (PlannedPolicy& planned : plan.policies) {
        if (!dice.chance(20) || planned.policy->objective || !has_times_of_day(planned)) continue;
        add_zone(planned);
        plan.some_away = true;
    }
}

std::vector<core::Tag> resting_tags(const Plan& plan, std::size_t number) {
    if (!plan.some_away || number % 3 != 2) return {};
    return {{std::string(core::zone_tag), away}};
}

bool is_away(const core::Desktop& desktop) {
    return std::ranges::any_of(desktop.tags, [](const core::Tag& tag) { return tag.key == core::zone_tag; });
}

}  // namespace ecdsnap::tests
