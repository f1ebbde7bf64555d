#include "engine/scenario.hpp"
#include "engine/scenario_checks.hpp"

#include <doctest/doctest.h>

using namespace ecdsnap;
using namespace ecdsnap::tests;
using namespace std::chrono_literals;
using core::Outcome;
using core::Reason;

namespace {

std::uint64_t calls(const Scenario& scenario) {
    return scenario.cloud.creates + scenario.cloud.reads;
}

}  // namespace

TEST_CASE("a key that may make no snapshots costs few calls, and all is made once it may") {
    Scenario scenario;
    scenario.add_desktops(200);
    scenario.policy();
    scenario.cloud.faults.forbidden = true;
    scenario.start();
    scenario.pass(20min);
    // Twenty in a row, what was under way beside them, and one at least every minute.
    CHECK(scenario.cloud.creates <= 20 + scenario.limits.in_flight + 25);
    CHECK(scenario.cloud.creates >= 20 + 18);
    CHECK(scenario.events.count(core::EventId::calls_held_back) == 1);
    const auto held = scenario.daemon.engine().status().sites.front().held_back[0];
    REQUIRE(held);
    CHECK(held->reason == "permission");
    scenario.cloud.faults.forbidden = false;
    REQUIRE(scenario.pass_until_settled(8min));
    CHECK(scenario.tasks_with(Outcome::done) == 300);
    CHECK(scenario.events.count(core::EventId::calls_held_back) == 1);
    CHECK(scenario.events.count(core::EventId::calls_released) == 1);
    CHECK(!scenario.daemon.engine().status().sites.front().held_back[0]);
    check_truth(scenario);
}

TEST_CASE("a cloud that does not answer is asked seldom, and everything goes on when it does") {
    Scenario scenario;
    scenario.add_desktops(200);
    scenario.policy();
    scenario.start();
    REQUIRE(scenario.pass_until([&] { return scenario.cloud.creates >= 30; }, 5min));
    scenario.cloud.faults.down = true;
    const std::uint64_t before = calls(scenario);
    scenario.pass(10min);
    CHECK(calls(scenario) - before <= scenario.limits.in_flight + 60);
    CHECK(scenario.events.count(core::EventId::calls_held_back) == 2);  // creates and reads
    scenario.cloud.faults.down = false;
    const core::SteadyTime back = scenario.time.now();
    REQUIRE(scenario.pass_until([&] { return scenario.events.count(core::EventId::calls_released) == 2; }, 2min));
    CHECK(scenario.time.now() - back <= 61s);
    REQUIRE(scenario.pass_until_settled(10min));
    CHECK(scenario.tasks_with(Outcome::done) == 300);
    check_truth(scenario);
}

TEST_CASE("what is held back beyond its window ends with it, for the reason that held it") {
    Scenario scenario;
    scenario.add_desktops(200);
    scenario.policy();
    scenario.start();
    REQUIRE(scenario.pass_until([&] { return scenario.cloud.creates >= 10; }, 5min));
    const std::uint64_t before = scenario.cloud.creates;
    scenario.cloud.faults.credentials_expired = true;
    scenario.pass(31min);
    scenario.cloud.faults.credentials_expired = false;  // those that were accepted can be followed again
    REQUIRE(scenario.pass_until_settled(5min));
    CHECK(scenario.tasks_with(Outcome::done) >= 5);
    CHECK(scenario.tasks_with(Outcome::done) + scenario.tasks_with(Outcome::failed, Reason::credentials) == 300);
    CHECK(scenario.cloud.creates - before <= 5 + scenario.limits.in_flight + 35);
}

TEST_CASE("a restart while calls are held back finds out anew") {
    Scenario scenario;
    scenario.add_desktops(50);
    scenario.policy();
    scenario.cloud.faults.forbidden = true;
    scenario.start();
    scenario.pass(5min);
    scenario.kill();
    scenario.cloud.faults.forbidden = false;
    scenario.start();
    REQUIRE(scenario.pass_until_settled(10min));
    CHECK(scenario.tasks_with(Outcome::done) == 75);
    check_truth(scenario);
}

TEST_CASE("where all desktops sleep, one is woken to find out, and the others once creates go on") {
    Scenario scenario;
    scenario.add_desktops(20);
    for (auto& [id, desktop] : scenario.truth.desktops)
        desktop.status = core::DesktopStatus::hibernated;
    scenario.policy([](core::Policy& policy) {
        policy.rules.states.hibernated = core::Hibernated::wake;
        policy.schedule = due("0 * * * *");
    });
    scenario.limits.awake = 5;
    scenario.start();
    REQUIRE(scenario.pass_until([&] { return scenario.cloud.creates > 0; }, 61min));
    scenario.cloud.faults.forbidden = true;
    REQUIRE(scenario.pass_until([&] { return scenario.events.count(core::EventId::calls_held_back) == 1; }, 20min));
    scenario.pass(30min);  // the window is over, and those that were woken are back
    scenario.cloud.faults.forbidden = false;
    const auto done = scenario.tasks_with(Outcome::done);
    scenario.pass(60min);
    CHECK(scenario.events.count(core::EventId::calls_released) == 1);
    CHECK(scenario.tasks_with(Outcome::done) == done + 30);
    check_truth(scenario);
}
