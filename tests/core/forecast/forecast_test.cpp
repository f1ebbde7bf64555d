#include "core/forecast/forecast.hpp"

#include "core/forecast/forecast_stage.hpp"
#include "core/forecast/slot_note.hpp"
#include "core/policy/desktop_zones.hpp"

#include <doctest/doctest.h>

using namespace ecdsnap;
using namespace std::chrono_literals;
using tests::Ahead;
using tests::at;

TEST_CASE("the slots of a time, with the work of each at each site") {
    auto small = tests::site("cn-shanghai", 2);
    small.desktops[1].status = core::DesktopStatus::hibernated;
    const Ahead ahead({tests::policy("nightly", "0 2 * * *"), tests::policy("noon", "0 12 * * mon", "win-0")},
                      {tests::site("cn-hangzhou", 10, 4), small});
    REQUIRE(ahead.forecast.slots.size() == 8);
    const core::PlannedSlot& first = ahead.forecast.slots[0];
    CHECK(first.instant == at("2026-12-01T02:00:00Z"));
    REQUIRE(first.work.size() == 2);
    CHECK(first.work[0].tasks == 14);
    CHECK(first.work[1].tasks == 2);
    CHECK(first.work[1].calls == 1);
    CHECK(first.tasks() == 16);
    CHECK(first.calls() == 15);
    CHECK(first.left_over() == 0);
    CHECK(ahead.forecast.slots[7].policy == 1);
    CHECK(ahead.forecast.slots[7].instant == at("2026-12-07T12:00:00Z"));
    CHECK(ahead.forecast.slots[7].tasks() == 3);
}

TEST_CASE("a slot before the time still holds the rate") {
    auto early = tests::policy("early", "30 23 * * *");
    early.rules.window = 3h;
    auto site = tests::site("cn-hangzhou", 5'400);
    site.limits = {1, 32};  // 54 pages in 5 minutes leave 0.82 creates a second
    const Ahead ahead({early, tests::policy("later", "0 0 * * *", "win-0")}, {site}, {}, "2026-12-01T01:00:00Z");
    REQUIRE(ahead.forecast.slots.size() == 1);
    CHECK(ahead.forecast.slots[0].policy == 1);
    CHECK(ahead.forecast.slots[0].last_start() > 1h);
}

TEST_CASE("what calendars take away is told with its reason, and a moved slot stands in its new place") {
    const auto zone = absl::UTCTimeZone();
    const std::chrono::local_days day{std::chrono::year{2026} / 12 / 3};
    const auto holidays = std::make_shared<const core::Calendar>(
        "holidays", zone, std::vector{core::span_of(core::CalendarDays{day, day, "Party"}, zone)},
        std::vector<core::WeeklyWindow>{});
    auto nightly = tests::policy("nightly", "0 2 * * *");
    core::CalendarRules rules;
    rules.except_on.push_back({holidays, core::WhenTaken::skip});
    nightly.schedule.timetable = core::Timetable(nightly.schedule.timetable.recurrences(), rules);
    const Ahead ahead({nightly}, {tests::site("cn-hangzhou", 1)});
    CHECK(ahead.forecast.slots.size() == 6);
    REQUIRE(ahead.forecast.gaps.size() == 1);
    CHECK(ahead.forecast.gaps[0].instant == at("2026-12-03T02:00:00Z"));
    CHECK(ahead.forecast.gaps[0].reason == "skipped (calendar holidays: Party)");
}

TEST_CASE("too many slots are cut, and it says where") {
    const Ahead ahead({tests::policy("often", "* * * * *")}, {tests::site("cn-hangzhou", 1)}, {},
                      "2027-12-01T00:00:00Z");
    CHECK(ahead.forecast.cut);
    CHECK(ahead.forecast.slots.back().instant < ahead.forecast.until);
    CHECK(ahead.forecast.until < at("2027-12-01T00:00:00Z"));
}

TEST_CASE("the time that holds the next slots of several policies") {
    const auto nightly = tests::policy("nightly", "0 2 * * *");
    const auto hourly = tests::policy("hourly", "30 * * * *");
    const auto from = at("2026-12-01T00:00:00Z");
    CHECK(core::end_of_next({&nightly.schedule.timetable}, from, 2) == at("2026-12-02T02:00:01Z"));
    CHECK(core::end_of_next({&nightly.schedule.timetable, &hourly.schedule.timetable}, from, 3) ==
          at("2026-12-01T02:00:01Z"));
    CHECK(core::end_of_next({}, from, 3) == std::nullopt);
}

TEST_CASE("a slot that a clock change moves has a note") {
    absl::TimeZone berlin;
    REQUIRE(absl::LoadTimeZone("Europe/Berlin", &berlin));
    auto nightly = tests::policy("nightly", "30 2 * * *");
    nightly.schedule = {core::CronExpression::parse("30 2 * * *").value(), "30 2 * * *", berlin, "Europe/Berlin"};
    CHECK(core::slot_note(nightly.schedule.timetable, at("2026-03-28T01:30:00Z")).empty());
    CHECK_FALSE(core::slot_note(nightly.schedule.timetable, at("2026-03-29T01:00:00Z")).empty());
}

TEST_CASE("a slot has the tasks of the zones in which it is due") {
    core::Policy nightly = tests::policy("nightly", "0 2 * * *");
    core::NamedZone berlin{"Europe/Berlin", {}};
    REQUIRE(absl::LoadTimeZone(berlin.name, &berlin.zone));
    core::add_zones({berlin}, nightly.schedule);
    auto site = tests::site("cn-hangzhou", 10, 4);
    site.desktops[0].tags = site.desktops[9].tags = {{"ecdsnap:zone", "Europe/Berlin"}};
    const Ahead ahead({nightly}, {site});
    REQUIRE(ahead.forecast.slots.size() == 14);
    CHECK(ahead.forecast.slots[0].instant == at("2026-12-01T01:00:00Z"));
    CHECK(ahead.forecast.slots[0].tasks() == 3);
    CHECK(ahead.forecast.slots[1].instant == at("2026-12-01T02:00:00Z"));
    CHECK(ahead.forecast.slots[1].tasks() == 11);
}
