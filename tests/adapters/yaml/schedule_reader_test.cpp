// When a policy is due, as its file says: dialects, grids, further schedules, calendars.
#include "policy_text.hpp"

#include <doctest/doctest.h>

using namespace ecdsnap;
using namespace ecdsnap::adapters;
using namespace ecdsnap::tests;
using namespace std::chrono_literals;

namespace {

struct Row {
    const char* more;
    const char* problem;
};

}  // namespace

TEST_CASE("a schedule is cron in one of its dialects, or a grid; further ones stand under also") {
    struct Times {
        const char* schedule;
        const char* text;
    };
    const Times rows[] = {
        {"{cron: \"30 0 2 * * *\", dialect: cron-seconds, timezone: UTC}", "30 0 2 * * * UTC (cron-seconds)"},
        {"{dialect: quartz, timezone: Asia/Shanghai, cron: \"0 0 2 ? * 2-6\"}", "0 0 2 ? * 2-6 Asia/Shanghai (quartz)"},
        {"{every: 1h30m}", "every 1h30m"},
        {"{every: 1d, anchor: 2026-01-01T02:00:00+08:00}", "every 1d from 2025-12-31T18:00:00Z"},
        {"{every: 6h, also: [{every: 7h}, {cron: \"0 2 * * *\", timezone: Europe/Berlin}]}",
         "every 6h; every 7h; 0 2 * * * Europe/Berlin"},
        {"{also: [{cron: \"0 9 * * *\"}, {cron: \"0 5 * * *\", timezone: UTC}], cron: \"0 2 * * *\", timezone: "
         "Asia/Shanghai}",
         "0 2 * * * Asia/Shanghai; 0 9 * * * Asia/Shanghai; 0 5 * * * UTC"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.schedule);
        const auto set = read_with(std::string("schedule: ") + row.schedule);
        CHECK(set.warnings.empty());
        REQUIRE(set.policies.size() == 1);
        CHECK(set.policies[0].schedule.timetable.text() == row.text);
    }
}

TEST_CASE("what the keys of a schedule say together is checked") {
    const Row rows[] = {
        {"schedule: {spread: 1m}",
         "schedule.cron: the key is missing (allowed: minute hour day month weekday, in quotes); or every, such as "
         "every: 6h"},
        {"schedule: {every: 6h, cron: \"0 2 * * *\", timezone: UTC}",
         "schedule.every: stands beside cron: one schedule has one of the two; write the other one under also"},
        {"schedule: {every: 6h, dialect: quartz}",
         "schedule.dialect: says nothing without the key cron; remove it, or add cron"},
        {"schedule: {cron: \"0 2 * * *\", dialect: vixie, timezone: UTC}",
         "schedule.dialect: \"vixie\" is not a known word (allowed: cron, cron-seconds, quartz)"},
        {"schedule: {every: 5s}", "schedule.every: \"5s\" is too short (allowed: 10s to 366d)"},
        {"schedule: {every: 1h, also: []}",
         "schedule.also: the list is empty (allowed: the keys cron, dialect, timezone, every, anchor)"},
        {"schedule: {every: 1h, also: [{every: 2h, spread: 3m}]}",
         "schedule.also[0].spread: unknown key (allowed: cron, dialect, timezone, every, anchor)"},
        {"schedule: {every: 1h, also: [{timezone: UTC}]}",
         "schedule.also[0].cron: the key is missing (allowed: minute hour day month weekday, in quotes); or every, "
         "such as every: 6h"},
        {"schedule: {every: 1h, also: [\"0 2 * * *\"]}",
         "schedule.also[0]: text stands where keys belong (allowed: the keys cron, dialect, timezone, every, anchor)"},
    };
    for (const auto& row : rows)
        CHECK(only_problem(read_with(row.more)) == row.problem);
}

TEST_CASE("calendars are read before the policies of every file, and a policy may be due only on or except on them") {
    const auto set = read_text(R"(policies:
  - name: a
    select: {name: "*"}
    schedule: {cron: "0 2 * * *", timezone: UTC, except_on: [days, {calendar: week, then: after}]}
  - name: b
    select: {name: "*"}
    schedule: {every: 6h, only_on: week}
calendars:
  - {name: days, timezone: Asia/Shanghai, days: [2026-10-01..2026-10-07 National Day, 2026-12-24]}
  - {name: week, timezone: Europe/Berlin, weekly: "mon-fri 09:00-18:00"}
)");
    REQUIRE(set.problems.empty());
    REQUIRE(set.policies.size() == 2);
    CHECK(set.policies[0].schedule.timetable.text() == "0 2 * * * UTC; except on days, week");
    const auto& uses = set.policies[0].schedule.timetable.calendars().except_on;
    CHECK(uses.at(0).then == core::WhenTaken::skip);
    CHECK(uses.at(1).then == core::WhenTaken::after);
    CHECK(set.policies[1].schedule.timetable.text() == "every 6h; only on week");
    CHECK(read_text("calendars:\n  - {name: days, timezone: UTC, days: 2026-10-01}\n").problems.empty());
}

TEST_CASE("a calendar's file lies beside the file that names it") {
    const ConfigFolder folder;
    folder.write("policies.d/holidays.ics",
                 "BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\nUID:1\nSUMMARY:National Day\n"
                 "DTSTART;VALUE=DATE:20261001\nRRULE:FREQ=YEARLY\nEND:VEVENT\nEND:VCALENDAR\n");
    folder.write("policies.d/broken.ics", "BEGIN:VCALENDAR\n");
    const auto load = [&](const std::string& file) {
        folder.write("policies.d/p.yaml", "calendars: [{name: c, timezone: Asia/Shanghai, file: " + file +
                                              "}]\npolicies:\n  - name: n\n    select: {name: \"*\"}\n"
                                              "    schedule: {every: 6h, except_on: c}\n");
        return load_policies(folder.path() / "policies.d", {}, this_machine());
    };
    const auto good = load("holidays.ics");
    REQUIRE(good.policies.size() == 1);
    const std::chrono::sys_seconds eve{std::chrono::sys_days{std::chrono::year{2027} / 9 / 30} + 15h};
    const auto taken = good.policies[0].schedule.timetable.taken(eve, eve + 24h, 10);
    REQUIRE(taken.slots.size() == 4);
    CHECK(taken.slots[0].reason == "skipped (calendar c: National Day)");
    CHECK(folder.texts(load("broken.ics").problems) ==
          Lines{"policies.d/p.yaml:1:54: calendars[0].file: \"broken.ics\" breaks off: END:VCALENDAR is missing"});
    CHECK(folder.texts(load("none.ics").problems) ==
          Lines{"policies.d/p.yaml:1:54: calendars[0].file: \"none.ics\" cannot be read: No such file or directory"});
}

TEST_CASE("what is wrong with calendars and their use is said where it stands") {
    const auto problems = [](const std::string& calendars, const std::string& uses) {
        const auto set =
            read_text("calendars:\n  - " + calendars +
                      "\npolicies:\n  - name: n\n    select: {name: \"*\"}\n    schedule: {every: 6h, " + uses + "}\n");
        Lines lines;
        for (const auto& problem : set.problems)
            lines.push_back(text(problem));
        return lines;
    };
    const std::string good = "{name: c, timezone: UTC, days: 2026-10-01}";
    CHECK(problems(good, "except_on: c").empty());
    CHECK(problems("{name: c, timezone: UTC}", "except_on: c") ==
          Lines{"p.yaml:2:5: calendars[0]: the calendar is empty (allowed: days, weekly, file or several of them)"});
    CHECK(problems("{name: c, days: 2026-10-01}", "except_on: c") ==
          Lines{"p.yaml:2:5: calendars[0].timezone: the key is missing (allowed: an IANA name such as Asia/Shanghai)"});
    CHECK(problems(good + "\n  - " + good, "except_on: c") ==
          Lines{"p.yaml:3:5: calendars[1]: \"c\" is also the name of the calendar at p.yaml:2; rename one of them"});
    CHECK(problems(good, "except_on: [c, c]") ==
          Lines{"p.yaml:6:42: schedule.except_on[1]: \"c\" stands here a second time; keep one of them"});
    CHECK(problems(good, "except_on: [{then: after}]") ==
          Lines{"p.yaml:6:39: schedule.except_on[0].calendar: the key is missing (allowed: the name of a calendar)"});
    CHECK(
        problems("{name: c, timezone: UTC, days: 2026-10-01}\n  - {name: d, timezone: UTC, weekly: mon}",
                 "only_on: [{calendar: c, then: after}, d]") ==
        Lines{
            "p.yaml:7:36: schedule.only_on: what becomes of a slot that is in none of these must be the same for all; "
            "give each the same then"});
}
