// Slots that a calendar takes away or moves: each is recorded once, whatever comes between.
#include "core/schedule/calendar_text.hpp"
#include "engine/scenario_checks.hpp"

#include <doctest/doctest.h>

using namespace ecdsnap;
using namespace std::chrono_literals;
using core::WhenTaken;
using tests::Scenario;

namespace {

core::CalendarRules except_on(const std::string& days, WhenTaken then = WhenTaken::skip) {
    std::vector<core::CalendarSpan> spans{core::span_of(core::read_calendar_days(days).value(), absl::UTCTimeZone())};
    auto calendar = std::make_shared<const core::Calendar>("holidays", absl::UTCTimeZone(), std::move(spans),
                                                           std::vector<core::WeeklyWindow>{});
    return core::CalendarRules{{}, {{std::move(calendar), then}}};
}

core::Timetable without(const std::string& cron, core::CalendarRules rules) {
    return core::Timetable(tests::due(cron).timetable.recurrences(), std::move(rules));
}

// The start is 2026-11-24 18:00:30 UTC, a Tuesday.
void add_policy(Scenario& scenario, const std::string& cron, core::CalendarRules rules) {
    scenario.add_desktops(2);
    scenario.policy([&](core::Policy& policy) { policy.schedule.timetable = without(cron, std::move(rules)); });
}

using Lines = std::vector<std::string>;

// "2026-11-25 02:00 UTC passed: skipped (calendar …)", each slot once, by time.
Lines slots(Scenario& scenario) {
    std::map<core::SlotInstant, std::string> lines;
    std::map<core::SlotInstant, std::int64_t> ids;
    for (const auto& entry : scenario.history()) {
        const core::Slot& slot = entry.slot;
        const auto [place, first] = ids.emplace(slot.key.instant, slot.id);
        CHECK(place->second == slot.id);  // one slot of an instant
        const bool passed = slot.state == core::SlotState::passed;
        CHECK(passed == !entry.task.has_value());  // never both opened and passed
        lines[slot.key.instant] = slot.local_time + (passed ? " passed: " + slot.reason : " opened");
    }
    Lines result;
    for (const auto& [instant, line] : lines)
        result.push_back(line);
    return result;
}

}  // namespace

TEST_CASE("a slot that a calendar takes away is recorded with its reason, once, over restarts") {
    Scenario scenario;
    add_policy(scenario, "0 */6 * * *", except_on("2026-11-25 Founders' Day"));
    scenario.start();
    for (int hour = 0; hour < 33; ++hour) {
        scenario.pass(1h);
        if (hour % 5 != 4) continue;
        scenario.kill();
        scenario.start();
    }
    CHECK(slots(scenario) == Lines{"2026-11-25 00:00 UTC passed: skipped (calendar holidays: Founders' Day)",
                                   "2026-11-25 06:00 UTC passed: skipped (calendar holidays: Founders' Day)",
                                   "2026-11-25 12:00 UTC passed: skipped (calendar holidays: Founders' Day)",
                                   "2026-11-25 18:00 UTC passed: skipped (calendar holidays: Founders' Day)",
                                   "2026-11-26 00:00 UTC opened"});
    CHECK(scenario.events.count(core::EventId::slot_taken) == 4);
    CHECK(scenario.events.count(core::EventId::slot_missed) == 0);
    check_truth(scenario);
}

TEST_CASE("a moved slot runs where it was moved to, and its own instant says so") {
    for (const WhenTaken then : {WhenTaken::before, WhenTaken::after}) {
        Scenario scenario;
        add_policy(scenario, "0 2 27 * *", except_on("2026-11-27", then));
        scenario.start();
        scenario.pass(96h);
        const bool before = then == WhenTaken::before;
        const std::string target = before ? "2026-11-26 02:00 UTC" : "2026-11-28 02:00 UTC";
        const std::string passed =
            "2026-11-27 02:00 UTC passed: moved to " + target + " (calendar holidays: 2026-11-27)";
        const std::string opened = target + " opened";
        CHECK(slots(scenario) == (before ? Lines{opened, passed} : Lines{passed, opened}));
        CHECK(scenario.cloud.creates == 3);
    }
}

TEST_CASE("after downtime, slots that a calendar took away are skipped and the others missed, each by its own reason") {
    Scenario scenario;
    add_policy(scenario, "0 */6 * * *", except_on("2026-11-25"));
    scenario.start();
    scenario.pass(1min);
    scenario.kill();
    scenario.pass(49h);  // until the 26th, 19:00
    scenario.start();
    scenario.pass(10min);
    const std::string skipped = " UTC passed: skipped (calendar holidays: 2026-11-25)";
    const std::string missed =
        " UTC passed: the daemon was not running or could not open it; a later slot took its place";
    CHECK(slots(scenario) == Lines{"2026-11-25 00:00" + skipped, "2026-11-25 06:00" + skipped,
                                   "2026-11-25 12:00" + skipped, "2026-11-25 18:00" + skipped,
                                   "2026-11-26 00:00" + missed, "2026-11-26 06:00" + missed,
                                   "2026-11-26 12:00" + missed, "2026-11-26 18:00 UTC opened"});
    CHECK(scenario.events.count(core::EventId::slot_taken) == 1);
    CHECK(scenario.events.count(core::EventId::slot_missed) == 1);
}

TEST_CASE("a slot that waits for an inventory is not overtaken by one that is taken away") {
    Scenario scenario;
    add_policy(scenario, "5 0,23 * * *", except_on("2026-11-25"));
    scenario.cloud.faults.read_error = 100;
    scenario.start();
    scenario.pass(6h + 30min);  // the 25th, 00:30
    CHECK(slots(scenario).empty());
    scenario.kill();
    scenario.start();
    scenario.pass(1min);
    scenario.cloud.faults.read_error = 0;
    scenario.pass(10min);
    CHECK(slots(scenario) ==
          Lines{"2026-11-24 23:05 UTC opened", "2026-11-25 00:05 UTC passed: skipped (calendar holidays: 2026-11-25)"});
}

TEST_CASE("a reload with another calendar holds from then on, and runs nothing a second time") {
    Scenario scenario;
    add_policy(scenario, "0 */6 * * *", except_on("2026-11-25"));
    const core::Policy first = *scenario.policies.front();
    const auto with = [&](core::CalendarRules rules) {
        core::Policy changed = first;
        changed.schedule.timetable = without("0 */6 * * *", std::move(rules));
        return engine::Policies{std::make_shared<const core::Policy>(std::move(changed))};
    };
    scenario.start();
    scenario.pass(12h + 30min);  // the 25th, 06:31
    scenario.reload(with(except_on("2026-11-26")));
    scenario.pass(12h);  // 18:31
    scenario.reload(with({}));
    scenario.pass(6h);  // the 26th, 00:31
    // Moved from the past: what was due at 00:00 has run, so its move changes nothing.
    scenario.reload(with(except_on("2026-11-26", WhenTaken::before)));
    scenario.pass(6h);  // 06:31
    CHECK(slots(scenario) == Lines{"2026-11-25 00:00 UTC passed: skipped (calendar holidays: 2026-11-25)",
                                   "2026-11-25 06:00 UTC passed: skipped (calendar holidays: 2026-11-25)",
                                   "2026-11-25 12:00 UTC opened", "2026-11-25 18:00 UTC opened",
                                   "2026-11-26 00:00 UTC opened",
                                   "2026-11-26 06:00 UTC passed: moved to 2026-11-25 06:00 UTC (calendar holidays: "
                                   "2026-11-26)"});
    CHECK(scenario.cloud.creates == 9);
}
