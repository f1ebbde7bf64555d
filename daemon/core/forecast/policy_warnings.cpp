#include "core/forecast/policy_warnings.hpp"

#include "core/forecast/objective_outlook.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

namespace ecdsnap::core {
namespace {

void warn_of_objectives(const std::vector<Policy>& policies, SlotInstant now, std::vector<PlanWarning>& warnings) {
    for (const Policy& policy : policies) {
        const auto outlook = objective_outlook(policy, now);
        if (!outlook || outlook->holds()) continue;
        PlanWarning warning;
        warning.kind = PlanWarningKind::objective_broken;
        warning.policy = policy.name;
        warning.slots = outlook->gaps.too_long;
        if (warning.slots > 0) warning.first = outlook->gaps.begin;
        warning.sentence = fmt::format("policy {}: {}", policy.name, text(*outlook));
        warnings.push_back(std::move(warning));
    }
}

// One calendar in one part of schedules, with all policies that have it there.
struct EndingUse {
    const Calendar* calendar = nullptr;
    bool only_on = false;
    std::vector<std::string_view> policies;
};

void gather(const Policy& policy, const std::vector<CalendarUse>& uses, bool only_on, SlotInstant now,
            std::vector<EndingUse>& ending) {
    for (const CalendarUse& use : uses) {
        const auto end = use.calendar->end();
        if (!end || *end > now + calendar_notice) continue;
        auto known = std::ranges::find_if(ending, [&](const EndingUse& other) {
            return other.only_on == only_on && other.calendar->name() == use.calendar->name();
        });
        if (known == ending.end()) {
            ending.push_back({use.calendar.get(), only_on, {}});
            known = std::prev(ending.end());
        }
        known->policies.push_back(policy.name);
    }
}

std::string date_text(const absl::CivilDay& date) {
    return fmt::format("{:04}-{:02}-{:02}", date.year(), date.month(), date.day());
}

std::string days_text(std::int64_t count) {
    if (count == 0) return "today";
    const auto many = [](std::int64_t days) { return fmt::format("{} day{}", days, days == 1 ? "" : "s"); };
    return count > 0 ? "in " + many(count) : many(-count) + " ago";
}

std::string names_text(const std::vector<std::string_view>& policies) {
    std::string text = fmt::format("policy {}", policies.front());
    if (policies.size() > 1) text += fmt::format(" and {} more", policies.size() - 1);
    return text;
}

std::string sentence_of(const EndingUse& use, SlotInstant now) {
    const auto day_of = [&](SlotInstant t) {
        return absl::CivilDay(use.calendar->zone().At(absl::FromUnixSeconds(t.time_since_epoch().count())).cs);
    };
    const absl::CivilDay last = day_of(*use.calendar->end() - std::chrono::seconds{1});
    return fmt::format("calendar {}: the last date {} {}, {}; afterwards {} of {} {}; add the dates that follow",
                       use.calendar->name(), last < day_of(now) ? "was" : "is", date_text(last),
                       days_text(last - day_of(now)), use.only_on ? "`only_on`" : "`except_on`",
                       names_text(use.policies), use.only_on ? "allows no slot by it" : "skips nothing by it");
}

void warn_of_calendars(const std::vector<Policy>& policies, SlotInstant now, std::vector<PlanWarning>& warnings) {
    std::vector<EndingUse> ending;
    for (const Policy& policy : policies) {
        const CalendarRules& calendars = policy.schedule.timetable.calendars();
        gather(policy, calendars.only_on, true, now, ending);
        gather(policy, calendars.except_on, false, now, ending);
    }
    for (const EndingUse& use : ending) {
        PlanWarning warning;
        warning.kind = PlanWarningKind::calendar_ends;
        warning.policy = std::string(use.policies.front());
        warning.sentence = sentence_of(use, now);
        warnings.push_back(std::move(warning));
    }
}

}  // namespace

std::vector<PlanWarning> policy_warnings(const std::vector<Policy>& policies, SlotInstant now) {
    std::vector<PlanWarning> warnings;
    warn_of_objectives(policies, now, warnings);
    warn_of_calendars(policies, now, warnings);
    return warnings;
}

}  // namespace ecdsnap::core
