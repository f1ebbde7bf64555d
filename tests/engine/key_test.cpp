// Keys that the service refuses while there is, or soon will be, another one.
#include "engine/scenario.hpp"
#include "engine/scenario_checks.hpp"

#include <doctest/doctest.h>

using namespace ecdsnap;
using namespace ecdsnap::tests;
using namespace std::chrono_literals;
using core::Outcome;

namespace {

// Who backs off waits for nearly all of its window.
void patient(core::Policy& policy) {
    policy.rules.retry.first = 20min;
    policy.rules.retry.most = 20min;
}

}  // namespace

TEST_CASE(
    "creates that were signed with a key that has been replaced are sent again at once, and nothing is held back") {
    Scenario scenario;
    scenario.add_desktops(100);
    scenario.policy(patient);
    scenario.start();
    REQUIRE(scenario.pass_until([&] { return scenario.cloud.creates >= 10; }, 5min));
    scenario.cloud.faults.stale_keys = 40;
    REQUIRE(scenario.pass_until_settled(2min));
    CHECK(scenario.tasks_with(Outcome::done) == 150);
    CHECK(scenario.cloud.creates == 150 + 40);
    CHECK(scenario.events.count(core::EventId::calls_held_back) == 0);
    CHECK(scenario.events.count(core::EventId::root_cause) == 0);
    check_truth(scenario);
}

TEST_CASE("who was refused for its key goes on as soon as another create comes through") {
    Scenario scenario;
    scenario.add_desktops(100);
    scenario.policy(patient);
    scenario.start();
    REQUIRE(scenario.pass_until([&] { return scenario.cloud.creates >= 10; }, 5min));
    scenario.cloud.faults.bad_keys = 4;
    REQUIRE(scenario.pass_until_settled(2min));
    CHECK(scenario.tasks_with(Outcome::done) == 150);
    CHECK(scenario.events.count(core::EventId::calls_held_back) == 0);
    check_truth(scenario);
}

TEST_CASE("when a revoked key is replaced, all goes on with the first try that comes through") {
    Scenario scenario;
    scenario.add_desktops(100);
    scenario.policy(patient);
    scenario.start();
    REQUIRE(scenario.pass_until([&] { return scenario.cloud.creates >= 10; }, 5min));
    scenario.cloud.faults.bad_keys = 1'000;
    scenario.pass(3min);
    CHECK(scenario.events.count(core::EventId::calls_held_back) == 1);
    scenario.cloud.faults.bad_keys = 0;
    REQUIRE(scenario.pass_until_settled(3min));
    CHECK(scenario.tasks_with(Outcome::done) == 150);
    CHECK(scenario.events.count(core::EventId::calls_released) == 1);
    check_truth(scenario);
}
