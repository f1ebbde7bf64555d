// `objective` of a policy: as what makes its slots, and as a promise beside its schedule.
#include "policy_text.hpp"

#include <doctest/doctest.h>

using namespace ecdsnap;
using namespace ecdsnap::adapters;
using namespace ecdsnap::tests;
using namespace std::chrono_literals;

namespace {

// One policy with these keys beside its name and select.
PolicySet gold_with(const std::string& more) {
    return read_text("policies:\n  - {name: gold, select: {name: \"*\"}, " + more + "}\n");
}

struct Row {
    const char* more;
    const char* text;  // of the timetable, or the problem
};

}  // namespace

TEST_CASE("an objective without cron and every makes the slots, with what else the schedule says") {
    const Row rows[] = {
        {"objective: {rpo: 24h}", "0 0,12 * * * UTC (for rpo 1d)"},
        {"objective: {rpo: 24h}, schedule: {timezone: Asia/Shanghai, anchor: 2026-01-01T02:00:00+08:00, spread: 1h}",
         "0 2,14 * * * Asia/Shanghai (for rpo 1d)"},
        {"objective: {rpo: 24h}, schedule: {window: 30m, timezone: Asia/Shanghai}",
         "0 0,12 * * * Asia/Shanghai (for rpo 1d)"},
        {"schedule: {window: 1h}, objective: {rpo: 26h}", "0 0 * * * UTC (for rpo 1d2h)"},
        {"schedule: {window: 1h}, objective: {rpo: 26h, verified_within: 61m}", "0 0,12 * * * UTC (for rpo 1d2h)"},
        {"schedule: {window: 10m}, objective: {rpo: 1h, verified_within: 20m}", "every 30m (for rpo 1h)"},
        {"objective: {rpo: 7d}", "every 6d (for rpo 7d)"},
        {"objective: {rpo: 24h}, schedule: {also: [{cron: \"0 18 * * fri\"}]}",
         "0 0,12 * * * UTC (for rpo 1d); 0 18 * * fri UTC"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.more);
        const auto set = gold_with(row.more);
        for (const auto& problem : set.problems)
            FAIL_CHECK(text(problem));
        CHECK(set.warnings.empty());
        REQUIRE(set.policies.size() == 1);
        const core::Policy& policy = set.policies[0];
        CHECK(policy.schedule.timetable.text() == row.text);
        REQUIRE(policy.objective);
        CHECK(policy.objective->slots == core::SlotSource::objective);
    }
}

TEST_CASE("beside a schedule an objective is a promise") {
    const auto set =
        gold_with("objective: {rpo: 30h, verified_within: 90m}, schedule: {cron: \"0 2 * * *\", timezone: UTC}");
    REQUIRE(set.policies.size() == 1);
    const core::Policy& policy = set.policies[0];
    CHECK(policy.objective == core::Objective{30h, 90min, core::SlotSource::schedule});
    CHECK(core::text(*policy.objective) == "rpo 1d6h, verified within 1h30m");
    CHECK(policy.schedule.timetable.text() == "0 2 * * * UTC");
    CHECK_FALSE(gold_with("schedule: {every: 6h}").policies.at(0).objective);
}

TEST_CASE("calendars are closed around") {
    const auto set = read_text(R"(policies:
  - name: gold
    select: {name: "*"}
    objective: {rpo: 24h}
    schedule: {timezone: Europe/Berlin, only_on: office}
calendars: [{name: office, timezone: Europe/Berlin, weekly: "mon-fri 09:00-18:00"}]
)");
    REQUIRE(set.policies.size() == 1);
    CHECK(set.policies[0].schedule.timetable.text() ==
          "0 0,12 * * * Europe/Berlin (for rpo 1d); the edges of gaps; only on office");
}

TEST_CASE("what cannot be promised is refused with what can") {
    const Row rows[] = {
        {"objective: {rpo: 4h}",
         "objective.rpo: 4h leaves no time between slots: a snapshot may be started 3h after its slot "
         "(schedule.window) and verified 1h later (objective.verified_within) (allowed: 4h10m or more, or a shorter "
         "schedule.window)"},
        {"objective: {rpo: 2h}, schedule: {cron: \"0 2 * * *\", timezone: UTC, window: 1h}",
         "objective.rpo: 2h leaves no time between slots: a snapshot may be started 1h after its slot "
         "(schedule.window) and verified 1h later (objective.verified_within) (allowed: 2h10m or more, or a shorter "
         "schedule.window)"},
        {"objective: {rpo: 5m}", "objective.rpo: \"5m\" is too short (allowed: 15m to 366d)"},
        {"objective: {rpo: 24}",
         "objective.rpo: \"24\" is not a duration (allowed: 30s, 45m, 3h, 1h30m, 2d); add a unit, such as 24m"},
        {"objective: {rpo: 24h, verified_within: 8d}",
         "objective.verified_within: \"8d\" is too long (allowed: 1m to 7d)"},
        {"objective: {verified_within: 1h}, schedule: {every: 6h}",
         "objective.verified_within: says nothing without the key rpo; remove it, or add rpo"},
        {"objective: 24h", "objective: text stands where keys belong (allowed: the keys rpo, verified_within)"},
        {"objective: {rpo: 24h}, schedule: {dialect: quartz}",
         "schedule.dialect: says nothing without the key cron; remove it, or add cron"},
        {"disks: [system]",
         "schedule: the key is missing (allowed: the keys cron, dialect, timezone, every, anchor, also, only_on, "
         "except_on, spread, window, catch_up, catch_up_within, on_enable, overlap); or objective: {rpo: 24h}"},
        {"objective: {}",
         "schedule: the key is missing (allowed: the keys cron, dialect, timezone, every, anchor, also, only_on, "
         "except_on, spread, window, catch_up, catch_up_within, on_enable, overlap); or objective: {rpo: 24h}"},
        {"objective: {rpo: 24h}, schedule: {every: 6h, cron: \"0 2 * * *\"}",
         "schedule.every: stands beside cron: one schedule has one of the two; write the other one under also"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.more);
        CHECK(only_problem(gold_with(row.more)) == row.text);
    }
}

TEST_CASE("objectives are inherited, key by key") {
    const auto set = read_text(R"(defaults: {objective: {verified_within: 30m}}
templates:
  gold: {objective: {rpo: 24h}, schedule: {timezone: Asia/Shanghai, window: 1h}}
policies:
  - {name: a, template: gold, select: {name: a}}
  - {name: b, template: gold, select: {name: b}, schedule: {cron: "0 2 * * *"}, objective: {rpo: 36h}}
  - {name: c, select: {name: c}, schedule: {every: 6h}}
)");
    for (const auto& problem : set.problems)
        FAIL_CHECK(text(problem));
    REQUIRE(set.policies.size() == 3);
    CHECK(set.policies[0].objective == core::Objective{24h, 30min, core::SlotSource::objective});
    CHECK(set.policies[0].schedule.timetable.text() == "0 0,12 * * * Asia/Shanghai (for rpo 1d)");
    CHECK(set.policies[1].objective == core::Objective{36h, 30min, core::SlotSource::schedule});
    CHECK_FALSE(set.policies[2].objective);
}

TEST_CASE("a policy that is shown reads as the same policy, with an objective and an inherited dialect") {
    const auto set =
        read_text(R"(defaults: {schedule: {dialect: quartz, timezone: UTC}, objective: {verified_within: 30m}}
policies:
  - {name: a, select: {name: a}, objective: {rpo: 24h}}
  - {name: b, select: {name: b}, objective: {rpo: 24h}, schedule: {anchor: 2026-01-01T02:00:00Z, also: [{cron: "0 0 2 ? * 2"}]}}
  - {name: c, select: {name: c}, schedule: {every: 6h}}
  - {name: d, select: {name: d}, schedule: {every: 6h, also: [{cron: "0 0 2 ? * 2-6"}]}}
)");
    for (const auto& problem : set.problems)
        FAIL_CHECK(text(problem));
    REQUIRE(set.policies.size() == 4);
    CHECK(set.policies[3].schedule.timetable.text() == "every 6h; 0 0 2 ? * 2-6 UTC (quartz)");
    for (std::size_t i = 0; i < set.policies.size(); ++i) {
        const std::string shown = effective_text(set.effective[i]);
        CAPTURE(shown);
        const auto again = read_text(shown);
        REQUIRE(again.policies.size() == 1);
        CHECK(again.policies[0].objective == set.policies[i].objective);
        CHECK(again.policies[0].schedule.timetable == set.policies[i].schedule.timetable);
        CHECK((shown.find("dialect") != std::string::npos) == (i % 2 == 1));
        CHECK((shown.find("verified_within") != std::string::npos) == (i < 2));
    }
}

TEST_CASE("a dialect beside every is for further schedules, and has to have some") {
    CHECK(gold_with("schedule: {every: 6h, dialect: quartz, timezone: UTC, also: [{cron: \"0 0 2 ? * 2-6\"}]}")
              .policies.at(0)
              .schedule.timetable.text() == "every 6h; 0 0 2 ? * 2-6 UTC (quartz)");
    CHECK(only_problem(gold_with("schedule: {every: 6h, dialect: quartz}")) ==
          "schedule.dialect: says nothing without the key cron; remove it, or add cron");
}
