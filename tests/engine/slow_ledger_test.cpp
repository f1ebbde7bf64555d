// A ledger that takes its time, or whose answers are lost.
#include "core/text/utc_text.hpp"
#include "engine/scenario.hpp"
#include "engine/scenario_checks.hpp"

#include <doctest/doctest.h>

#include <map>
#include <string>

using namespace ecdsnap;
using namespace ecdsnap::tests;
using namespace std::chrono_literals;
using core::Outcome;

TEST_CASE("a run by hand that was stored although its answer was lost is not left lying") {
    Scenario scenario;
    scenario.add_desktops(4);
    scenario.policy([](core::Policy& policy) { policy.schedule = tests::due("0 3 * * *"); });
    scenario.start();
    scenario.pass(1min);
    scenario.daemon.ledger().fail_commit(1, simulation::CommitFault::torn_answer);
    const auto slot = scenario.run("nightly");
    REQUIRE(slot.has_error());
    CHECK(slot.error().message.ends_with("; if it was stored all the same, it begins once that shows"));
    scenario.pass(3min);
    CHECK(scenario.tasks_with(Outcome::done) == 6);
    CHECK(scenario.tasks_with(Outcome::none) == 0);
    check_truth(scenario);
}

TEST_CASE("a slot that a later one overtakes while a slow ledger is asked for those before it is missed as well") {
    Scenario scenario;
    scenario.add_desktops(2);
    scenario.policy([](core::Policy& policy) { policy.schedule = tests::due("*/10 * * * *"); });
    scenario.start();
    scenario.pass(15min);
    scenario.kill();
    scenario.pass(8h);  // 02:15
    scenario.daemon.ledger_delay = 10s;
    scenario.start();
    scenario.pass(20min);
    std::map<std::string, core::SlotState> states;
    for (const auto& entry : scenario.history())
        states[core::utc_text(entry.slot.key.instant).substr(11, 5)] = entry.slot.state;
    REQUIRE(states.contains("02:20"));
    CHECK(states.at("02:00") == core::SlotState::passed);
    CHECK(states.at("02:10") == core::SlotState::passed);
    CHECK(states.at("02:20") != core::SlotState::passed);
}
