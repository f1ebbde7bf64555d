#include "core/reload/change_events.hpp"

#include "core/forecast/forecast_stage.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <initializer_list>
#include <set>
#include <string>

using namespace ecdsnap;

namespace {

struct Side {
    Side(std::vector<core::Policy> policies_, const core::Fleet& fleet_)
        : policies(std::move(policies_)), fleet(&fleet_), reach(core::reach_of(policies, coverage, fleet_)) {}

    std::vector<core::Policy> policies;
    core::CoverageRules coverage;
    const core::Fleet* fleet;
    std::vector<core::PolicyReach> reach;
};

std::vector<core::Event> told(const Side& before, const Side& after, const std::string& unlisted = {}) {
    const auto side = [](const Side& one) -> core::PlanSide {
        return {"main", &one.policies, &one.coverage, one.fleet, &one.reach, std::chrono::minutes{5}};
    };
    const auto from = tests::at("2026-12-01T00:00:00Z");
    const auto change = core::plan_change(side(before), side(after), from, from + std::chrono::days{7});
    auto events = core::change_events(change, unlisted);
    for (const core::Event& event : events)
        CHECK(core::check_event(event) == "");
    return events;
}

core::Policy over(const char* name, const char* cron, std::initializer_list<int> desktops) {
    core::Policy policy = tests::policy(name, cron);
    std::set<std::string, std::less<>> names;
    for (const int number : desktops)
        names.insert("win-" + std::to_string(number));
    policy.select = core::select_names(names);
    return policy;
}

std::string field(const core::Event& event, std::string_view name) {
    for (const core::EventField& one : event.fields)
        if (one.name == name) return one.value;
    return "(none)";
}

}  // namespace

TEST_CASE("what a reload changes is told policy by policy, then of all, then who falls out") {
    const core::Fleet fleet{tests::site("cn-hangzhou", 10)};
    auto renamed = tests::policy("named", "0 3 * * *", "win-1");
    renamed.rules.name_template = "x-{policy}-{desktop_id}-{key}";
    const Side before({over("nightly", "0 2 * * *", {0, 1, 2, 3, 4}), tests::policy("gone", "0 2 * * *", "win-5"),
                       tests::policy("named", "0 3 * * *", "win-1"), tests::policy("same", "0 5 * * *", "win-1")},
                      fleet);
    const Side after({over("nightly", "0 2,14 * * *", {3, 4, 5, 6, 7}), renamed,
                      tests::policy("same", "0 5 * * *", "win-1"), tests::policy("fresh", "0 6 * * *", "win-9")},
                     fleet);
    const auto events = told(before, after);
    REQUIRE(events.size() == 6);
    CHECK(events[0].message ==
          "policy nightly: 3 desktops gained (ecd-000005, ecd-000006, ecd-000007); 3 desktops lost (ecd-000000, "
          "ecd-000001, ecd-000002); slots in 7 days: 7 -> 14");
    CHECK(field(events[0], "gained") == "3");
    CHECK(field(events[0], "examples") == "ecd-000000, ecd-000001, ecd-000002");
    CHECK(field(events[0], "detail") == "slots in 7 days: 7 -> 14");
    CHECK(events[1].message == "policy gone: is gone; 1 desktop lost (ecd-000005); slots in 7 days: 7 -> 0");
    CHECK(events[2].message.starts_with("policy named: names of snapshots: named-ecd-000001-20261201-0300-system-"));
    CHECK(events[2].message.find(" -> x-named-ecd-000001-") != std::string::npos);
    CHECK(events[3].message == "policy fresh: is new; 1 desktop gained (ecd-000009); slots in 7 days: 0 -> 7");
    CHECK(events[4].id == core::EventId::reload_effect);
    CHECK(events[4].message ==
          "all policies: 6 -> 7 desktops backed up; 3 desktops gained (ecd-000006, ecd-000007, ecd-000009); 2 desktops "
          "lost (ecd-000000, ecd-000002)");
    CHECK(field(events[4], "policies") == "4");
    CHECK(events[5].id == core::EventId::reload_uncovered);
    CHECK(events[5].message == "2 desktops no policy backs up any more: ecd-000000, ecd-000002");
    CHECK(field(events[5], "count") == "2");
}

TEST_CASE("a peak that changes is told with its site, and sites that nothing is known of") {
    const core::Fleet fleet{tests::site("cn-hangzhou", 1000)};
    auto spread = tests::policy("nightly", "0 2 * * *");
    spread.rules.spread = std::chrono::minutes{100};
    const Side before({spread}, fleet);
    spread.rules.spread = std::chrono::minutes{10};
    const Side after({spread}, fleet);
    const auto events = told(before, after, "main/cn-shanghai");
    REQUIRE(events.size() == 1);
    CHECK(events[0].message ==
          "all policies: 1000 -> 1000 desktops backed up; no policy's desktops, slots or names change; calls at "
          "main/cn-hangzhou, at most: 0.167 -> 1.67 a second; not counted, since not listed yet: main/cn-shanghai");
}

TEST_CASE("a policy that is turned to observe loses its desktops, and says that it only observes") {
    const core::Fleet fleet{tests::site("cn-hangzhou", 2)};
    auto policy = tests::policy("nightly", "0 2 * * *");
    const Side before({policy}, fleet);
    policy.mode = core::Mode::observe;
    const Side after({policy}, fleet);
    const auto events = told(before, after);
    REQUIRE(events.size() == 3);
    CHECK(events[0].message == "policy nightly: only observes now");
    CHECK(events[2].message == "2 desktops no policy backs up any more: ecd-000000, ecd-000001");
}

TEST_CASE("of many policies those that lose most are told, and how many there are") {
    const core::Fleet fleet{tests::site("cn-hangzhou", 40)};
    std::vector<core::Policy> many;
    for (int number = 0; number < 40; ++number)
        many.push_back(
            tests::policy(("p" + std::to_string(number)).c_str(), "0 2 * * *", number == 39 ? "*" : "win-1"));
    const Side before(many, fleet);
    const Side after({tests::policy("one", "0 2 * * *")}, fleet);
    const auto events = told(before, after);
    REQUIRE(events.size() == core::most_told_policies + 1);
    CHECK(field(events[0], "policy") == "p39");
    CHECK(events.back().message.find("41 policies change, not all are told") != std::string::npos);
}
