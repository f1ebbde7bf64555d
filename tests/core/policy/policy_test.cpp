#include "core/policy/policy.hpp"

#include <doctest/doctest.h>

#include <functional>

using namespace ecdsnap::core;
using namespace std::chrono_literals;

namespace {

Policy good_policy() {
    Policy policy{"nightly", {},
                  {},        {CronExpression::parse("0 2 * * *").value(), "0 2 * * *", absl::UTCTimeZone(), "UTC"},
                  {},        "policies.d/nightly.yaml:2"};
    policy.select = select_names({"*"});
    policy.rules.name_template = "{policy}-{disk}";
    return policy;
}

}  // namespace

TEST_CASE("a good policy has no problem") {
    CHECK(check_policy(good_policy()).empty());
}

TEST_CASE("each broken rule is named with its key") {
    struct Row {
        const char* field;
        const char* other;
        const char* problem;
        std::function<void(Policy&)> spoil;
    };
    const Row rows[] = {
        {"name", "", "has 'N' in it", [](Policy& p) { p.name = "Nightly"; }},
        {"select", "", "selects nothing", [](Policy& p) { p.select = {}; }},
        {"disks", "", "names no disk",
         [](Policy& p) {
             p.disks = {false, false};
         }},
        {"states.stopped", "states.running", "allows neither running nor stopped desktops",
         [](Policy& p) {
             p.rules.states = {false, false};
         }},
        {"schedule.window", "", "0s is too short", [](Policy& p) { p.rules.window = 0s; }},
        {"states.hibernated", "states.running",
         "wakes desktops of which it then takes no snapshot: a woken one is Running",
         [](Policy& p) { p.rules.states.running = false, p.rules.states.hibernated = Hibernated::wake; }},
        {"schedule.window", "states.hibernated", "9m is too short to wake a desktop first",
         [](Policy& p) { p.rules.window = 9min, p.rules.states.hibernated = Hibernated::wake; }},
        {"schedule.spread", "", "is negative", [](Policy& p) { p.rules.spread = -1s; }},
        {"schedule.window", "schedule.spread",
         "30m is not longer than the spread of 45m: some desktops would have no time left",
         [](Policy& p) { p.rules.window = 30min, p.rules.spread = 45min; }},
        {"schedule.window", "schedule.spread",
         "45m is not longer than the spread of 45m: some desktops would have no time left",
         [](Policy& p) { p.rules.window = 45min, p.rules.spread = 45min; }},
        {"schedule.catch_up_within", "", "0s is too short", [](Policy& p) { p.schedule.catch_up_within = 0s; }},
        {"completion", "", "0s is too short", [](Policy& p) { p.rules.completion = 0s; }},
        {"retry.first", "", "0s is too short", [](Policy& p) { p.rules.retry.first = 0s; }},
        {"retry.most", "retry.first", "29s is shorter than retry.first of 30s",
         [](Policy& p) { p.rules.retry.most = 29s; }},
        {"objective.rpo", "schedule.window",
         "4h leaves no time between slots: a snapshot may be started 3h after its slot (schedule.window) and verified "
         "1h later (objective.verified_within)",
         [](Policy& p) {
             p.objective = Objective{4h, 1h, SlotSource::schedule};
         }},
        {"objective.verified_within", "", "0s is too short",
         [](Policy& p) {
             p.objective = Objective{24h, 0s, SlotSource::schedule};
         }},
        {"retry.attempts", "", "is 0", [](Policy& p) { p.rules.retry.attempts = 0; }},
        {"snapshot.name", "", "the template is empty", [](Policy& p) { p.rules.name_template.clear(); }},
        {"snapshot.description", "", "unknown field {x}", [](Policy& p) { p.rules.description_template = "{x}"; }},
    };
    for (const auto& row : rows) {
        auto policy = good_policy();
        row.spoil(policy);
        const auto problems = check_policy(policy);
        CAPTURE(row.field);
        CAPTURE(row.problem);
        REQUIRE(problems.size() == 1);
        CHECK(problems[0].field == row.field);
        CHECK(problems[0].other == row.other);
        CHECK(problems[0].problem == row.problem);
        CHECK_FALSE(problems[0].allowed.empty());
    }
}

TEST_CASE("all broken rules are found at once") {
    auto policy = good_policy();
    policy.name = "";
    policy.select = {};
    policy.rules.retry.attempts = 0;
    CHECK(check_policy(policy).size() == 3);
}
