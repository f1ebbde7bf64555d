// What policies alone show: objectives that their slots do not hold, calendars that end.
#include "core/forecast/policy_warnings.hpp"

#include "core/forecast/forecast_stage.hpp"
#include "core/forecast/objective_outlook.hpp"
#include "core/schedule/calendar_text.hpp"
#include "core/schedule/spaced_slots.hpp"

#include <doctest/doctest.h>

#include <memory>

using namespace ecdsnap;
using namespace std::chrono_literals;
using tests::at;

namespace {

using Said = std::vector<std::string>;

Said said(const std::vector<core::Policy>& policies, const char* now = "2026-12-01T00:00:00Z") {
    Said sentences;
    for (const auto& warning : core::policy_warnings(policies, at(now)))
        sentences.push_back(std::string(core::text(warning.kind)) + ": " + warning.sentence);
    return sentences;
}

core::Policy promised(const char* cron, core::Millis rpo) {
    auto policy = tests::policy("gold", cron);
    policy.objective = core::Objective{rpo, 1h, core::SlotSource::schedule};
    return policy;
}

std::shared_ptr<const core::Calendar> calendar(const char* name, const std::vector<const char*>& days,
                                               const std::vector<const char*>& weekly = {}) {
    std::vector<core::CalendarSpan> spans;
    std::vector<core::WeeklyWindow> windows;
    for (const char* text : days)
        spans.push_back(core::span_of(core::read_calendar_days(text).value(), absl::UTCTimeZone()));
    for (const char* text : weekly)
        windows.push_back(core::read_weekly_window(text).value());
    return std::make_shared<const core::Calendar>(name, absl::UTCTimeZone(), spans, windows);
}

core::Policy with_calendars(const char* name, core::CalendarRules rules) {
    auto policy = tests::policy(name, "0 2 * * *");
    policy.schedule.timetable = core::Timetable(policy.schedule.timetable.recurrences(), std::move(rules));
    return policy;
}

}  // namespace

TEST_CASE("a promise that the schedule does not hold is told with its numbers, and with what would hold it") {
    CHECK(said({promised("0 2 * * *", 28h)}).empty());
    CHECK(said({promised("0 2 * * *", 24h)}) ==
          Said{"objective_broken: policy gold: rpo 1d is not held: 1d between the slots of 2026-12-01 02:00 UTC and "
               "2026-12-02 02:00 UTC; with the window of 3h and 1h until it is verified a snapshot may become 1d4h old "
               "(365 of 365 gaps in the year ahead are too long); slots at most 20h apart would hold it, such as every "
               "12h"});
    CHECK(said({promised("0 2 * * mon-fri", 30h)}).at(0).find("52 of 261 gaps") != std::string::npos);
    CHECK(said({tests::policy("plain", "0 2 1 1 *")}).empty());
}

TEST_CASE("an objective that makes the slots is told where its calendars make gaps that cannot hold it") {
    auto policy = tests::policy("gold", "0 2 * * *");
    policy.objective = core::Objective{24h, 1h, core::SlotSource::objective};
    core::Spacing spacing{policy.objective->apart(3h), absl::UTCTimeZone(), "UTC", {}, {}, "rpo 1d"};
    const auto with = [&](const core::CalendarRules& rules) {
        spacing.calendars = rules;
        policy.schedule.timetable = core::Timetable(core::spaced_recurrences(spacing), rules);
        return policy;
    };
    CHECK(said({with({})}).empty());
    const auto office = calendar("office", {}, {"mon-fri 09:00-18:00"});
    CHECK(said({with({{{office, core::WhenTaken::skip}}, {}})}) ==
          Said{"objective_broken: policy gold: rpo 1d is not held: 2d15h1m between the slots of 2026-12-04 17:59 UTC "
               "and 2026-12-07 09:00 UTC; with the window of 3h and 1h until it is verified a snapshot may become "
               "2d19h1m old (52 of 574 gaps in the year ahead are too long); its calendars allow no slot in between"});
    const auto outlook = core::objective_outlook(with({}), at("2026-12-01T00:00:00Z"));
    REQUIRE(outlook);
    CHECK(core::text(*outlook) ==
          "rpo 1d: slots are at most 12h apart in the year ahead; with the window of 3h and 1h until it is verified a "
          "snapshot is at most 16h old");
}

TEST_CASE("a schedule that ends holds nothing") {
    const auto december = calendar("december", {"2026-12-01..2026-12-20"});
    auto policy = with_calendars("gold", {{{december, core::WhenTaken::skip}}, {}});
    policy.objective = core::Objective{48h, 1h, core::SlotSource::schedule};
    CHECK(said({policy}, "2026-12-01T00:00:00Z").at(0) ==
          "objective_broken: policy gold: rpo 2d is not held: the slot of 2026-12-20 02:00 UTC is the last one");
    CHECK(said({policy}, "2026-12-25T00:00:00Z").at(0) ==
          "objective_broken: policy gold: rpo 2d is not held: no slot is due any more");
}

TEST_CASE("a calendar whose dates end is told sixty days before, once for all policies that use it") {
    const auto holidays = calendar("china-holidays", {"2026-10-01..2026-10-07", "2026-12-31"});
    const auto use = core::CalendarUse{holidays, core::WhenTaken::skip};
    const std::vector<core::Policy> policies{with_calendars("a", {{}, {use}}), with_calendars("b", {{}, {use}}),
                                             with_calendars("c", {{use}, {}})};
    CHECK(said(policies, "2026-11-01T23:59:59Z").empty());
    CHECK(
        said(policies, "2026-11-25T20:00:00Z") ==
        Said{"calendar_ends: calendar china-holidays: the last date is 2026-12-31, in 36 days; afterwards `except_on` "
             "of policy a and 1 more skips nothing by it; add the dates that follow",
             "calendar_ends: calendar china-holidays: the last date is 2026-12-31, in 36 days; afterwards `only_on` "
             "of policy c allows no slot by it; add the dates that follow"});
    CHECK(said({policies[0]}, "2026-12-31T12:00:00Z").at(0).find("the last date is 2026-12-31, today;") !=
          std::string::npos);
    CHECK(said({policies[0]}, "2027-01-02T12:00:00Z").at(0).find("the last date was 2026-12-31, 2 days ago;") !=
          std::string::npos);
}

TEST_CASE("a calendar with windows that recur, or with dates for long, is never told") {
    const auto weekly = calendar("weekly", {"2026-12-02"}, {"sat,sun"});
    const auto far = calendar("far", {"2026-12-02", "2069-01-01"});
    CHECK(said({with_calendars("a", {{}, {{weekly, core::WhenTaken::skip}, {far, core::WhenTaken::skip}}})}).empty());
    CHECK(said({tests::policy("plain", "0 2 * * *")}).empty());
}
