#include "core/slot/slot_plan.hpp"

#include "core/policy/desktop_zones.hpp"
#include "core/task/printing.hpp"

#include <fmt/format.h>

using namespace ecdsnap::core;
using namespace std::chrono_literals;

namespace {

constexpr SlotInstant midnight = std::chrono::sys_days{std::chrono::year{2026} / 11 / 24};

// Due at 02:00 UTC each day, window 3 h, catch-up within 12 h.
Policy daily(CatchUp catch_up) {
    Policy policy{"nightly", {},
                  {},        {CronExpression::parse("0 2 * * *").value(), "0 2 * * *", absl::UTCTimeZone(), "UTC"},
                  {},        "policies.d/nightly.yaml:2"};
    policy.schedule.catch_up = catch_up;
    policy.rules.window = 3h;
    return policy;
}

Policy each_minute() {
    Policy policy{"often", {},
                  {},      {CronExpression::parse("* * * * *").value(), "* * * * *", absl::UTCTimeZone(), "UTC"},
                  {},      "policies.d/often.yaml:2"};
    policy.rules.window = 30s;
    return policy;
}

// Hours after midnight of the 24th.
std::string hours(WallTime moment) {
    return fmt::format("{}", std::chrono::duration<double, std::ratio<3600>>(moment - WallTime{midnight}).count());
}

// "open 2 until 5; missed -22"
std::string words(const SlotPlan& plan) {
    std::string words = "nothing";
    if (plan.open)
        words = fmt::format("open {} until {}{}", hours(plan.open->instant), hours(plan.open->window_end),
                            plan.open->late ? " late" : "");
    for (const SlotInstant instant : plan.missed)
        words += "; missed " + hours(instant);
    return words;
}

}  // namespace

TEST_CASE("at most the latest due slot is opened: on time, late, or not any more") {
    struct Row {
        std::string name;
        CatchUp catch_up;
        std::chrono::minutes after;
        std::chrono::minutes now;
        std::string plan;
    };
    const Row rows[] = {
        {"not due yet", CatchUp::latest, 0h, 1h + 59min, "nothing"},
        {"due this second", CatchUp::latest, 0h, 2h, "open 2 until 5"},
        {"a minute later is on time", CatchUp::latest, 0h, 2h + 1min, "open 2 until 5"},
        {"already opened", CatchUp::latest, 2h, 3h, "nothing"},
        {"late: a window of its own", CatchUp::latest, 0h, 4h, "open 2 until 7 late"},
        {"late, its window over: still within 12 h", CatchUp::latest, 0h, 14h, "open 2 until 17 late"},
        {"older than 12 h", CatchUp::latest, 0h, 14h + 1min, "nothing; missed 2"},
        {"no catch-up, its window still open", CatchUp::none, 0h, 4h, "open 2 until 5"},
        {"no catch-up, the window's last moment", CatchUp::none, 0h, 5h, "open 2 until 5"},
        {"no catch-up, its window over", CatchUp::none, 0h, 5h + 1min, "nothing; missed 2"},
        {"three days down: the latest runs", CatchUp::latest, -48h, 4h, "open 2 until 7 late; missed -46; missed -22"},
        {"three days down, none young enough", CatchUp::latest, -48h, 20h, "nothing; missed -46; missed -22; missed 2"},
        {"three days down, the latest on time", CatchUp::latest, -48h, 2h, "open 2 until 5; missed -46; missed -22"},
        {"three days down, no catch-up", CatchUp::none, -48h, 9h, "nothing; missed -46; missed -22; missed 2"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.name);
        const SlotPlan plan = plan_slots(daily(row.catch_up), midnight + row.after, WallTime{midnight} + row.now);
        CHECK(words(plan) == row.plan);
        CHECK(plan.missed_unrecorded == 0);
        if (!plan.missed.empty()) CHECK_FALSE(plan.missed_reason.empty());
    }
}

TEST_CASE("a slot older than catch_up_within gets no window of its own, even while its first one is open") {
    Policy policy = daily(CatchUp::latest);
    policy.schedule.catch_up_within = 1h;
    CHECK(words(plan_slots(policy, midnight, WallTime{midnight} + 3h)) == "open 2 until 6 late");
    CHECK(words(plan_slots(policy, midnight, WallTime{midnight} + 4h)) == "open 2 until 5");
    CHECK(words(plan_slots(policy, midnight, WallTime{midnight} + 5h + 1ms)) == "nothing; missed 2");
}

TEST_CASE("the newest hundred missed slots are named, the others counted") {
    Policy policy = each_minute();
    policy.schedule.catch_up = CatchUp::none;
    const SlotPlan plan = plan_slots(policy, midnight, WallTime{midnight} + 10h + 30s);
    REQUIRE(plan.open.has_value());
    CHECK(plan.open->instant == midnight + 10h);
    CHECK(plan.missed.size() == most_recorded_missed);
    CHECK(plan.missed.back() == midnight + 9h + 59min);
    CHECK(plan.missed.front() == midnight + 8h + 20min);
    CHECK(plan.missed_unrecorded == 599 - most_recorded_missed);
}

TEST_CASE("why slots were missed is said in words") {
    const auto reason = [](CatchUp catch_up, std::chrono::hours now) {
        return plan_slots(daily(catch_up), midnight - 48h, WallTime{midnight} + now).missed_reason;
    };
    CHECK(reason(CatchUp::none, 9h).find("catch_up: none") != std::string::npos);
    CHECK(reason(CatchUp::latest, 20h).find("catch_up_within") != std::string::npos);
    CHECK(reason(CatchUp::latest, 4h).find("a later slot took its place") != std::string::npos);
}

TEST_CASE("after a downtime the newest slot of each zone is opened, the earliest first") {
    Policy policy = daily(CatchUp::latest);  // 02:00 UTC
    NamedZone berlin{"Europe/Berlin", {}};   // 01:00 UTC in winter
    REQUIRE(absl::LoadTimeZone(berlin.name, &berlin.zone));
    add_zones({berlin}, policy.schedule);
    const WallTime now = WallTime{midnight} + 4h;
    CHECK(words(plan_slots(policy, midnight - 48h, now)) ==
          "open 1 until 7 late; missed -47; missed -46; missed -23; missed -22");
    CHECK(words(plan_slots(policy, midnight + 1h, now)) == "open 2 until 7 late");
    CHECK(words(plan_slots(policy, midnight + 2h, now)) == "nothing");
    // 12 hours after 01:00 that one is missed; the other is not.
    CHECK(words(plan_slots(policy, midnight, WallTime{midnight} + 13h + 30min)) == "open 2 until 16.5 late; missed 1");
    CHECK(words(plan_slots(policy, midnight, WallTime{midnight} + 15h)) == "nothing; missed 1; missed 2");
    policy.schedule.catch_up = CatchUp::none;
    CHECK(words(plan_slots(policy, midnight - 24h, now)) == "open 1 until 4; missed -23; missed -22");
    CHECK(words(plan_slots(policy, midnight - 24h, now + 30min)) == "open 2 until 5; missed -23; missed -22; missed 1");
}

TEST_CASE("a slot that another zone's follows is not overtaken by it") {
    Policy policy = daily(CatchUp::latest);
    NamedZone berlin{"Europe/Berlin", {}};
    REQUIRE(absl::LoadTimeZone(berlin.name, &berlin.zone));
    add_zones({berlin}, policy.schedule);
    const SlotInstant of_berlin = midnight + 1h;
    CHECK(words(plan_slots(policy, of_berlin, WallTime{midnight} + 3h, of_berlin)) == "open 1 until 6 late");
    // A new policy's first slot is for all: while a zone has no later one, it is opened.
    const SlotInstant first = midnight + 30min;
    CHECK(words(plan_slots(policy, first, WallTime{midnight} + 90min, first)) == "open 0.5 until 4.5 late");
    CHECK(words(plan_slots(policy, first, WallTime{midnight} + 3h, first)) == "open 1 until 6 late; missed 0.5");
}
