// `on_enable: run`: a policy whose name is new has a slot at once, one time, whatever comes between.
#include "engine/scenario_checks.hpp"

#include <doctest/doctest.h>

using namespace ecdsnap;
using namespace std::chrono_literals;
using tests::Scenario;

namespace {

// "nightly", due at 03:00 UTC, nine hours after the start.
void add_policy(Scenario& scenario, core::OnEnable on_enable = core::OnEnable::run) {
    scenario.add_desktops(2);
    scenario.policy([&](core::Policy& policy) {
        policy.schedule = tests::due("0 3 * * *");
        policy.schedule.on_enable = on_enable;
    });
}

engine::Policies changed(const Scenario& scenario, const std::function<void(core::Policy&)>& change) {
    core::Policy policy = *scenario.policies.front();
    change(policy);
    return {std::make_shared<const core::Policy>(std::move(policy))};
}

std::vector<std::string> opened(const Scenario& scenario) {
    std::vector<std::string> slots;
    for (const core::Event& event : scenario.events.events)
        if (event.id == core::EventId::slot_opened)
            for (const core::EventField& field : event.fields)
                if (field.name == "slot") slots.push_back(field.value);
    return slots;
}

using Slots = std::vector<std::string>;
const Slots at_start{"2026-11-24T18:00:30Z"};

}  // namespace

TEST_CASE("a new policy that runs when enabled has a slot at once, and the next one by its schedule") {
    Scenario scenario;
    add_policy(scenario);
    scenario.start();
    REQUIRE(scenario.pass_until_settled(2min));
    CHECK(opened(scenario) == at_start);
    CHECK(scenario.truth.snapshots().size() == 3);
    scenario.pass(10h);
    CHECK(opened(scenario) == Slots{at_start.front(), "2026-11-25T03:00:00Z"});
    check_truth(scenario);
}

TEST_CASE("restarts and reloads give it no second one") {
    Scenario scenario;
    add_policy(scenario);
    scenario.start();
    REQUIRE(scenario.pass_until_settled(2min));
    for (int round = 0; round < 3; ++round) {
        scenario.kill();
        scenario.pass(20min);
        scenario.start();
        scenario.pass(1min);
        scenario.reload(changed(scenario, [](core::Policy&) {}));
        scenario.pass(1min);
        scenario.reload(changed(scenario, [&](core::Policy& policy) {
            policy.schedule.timetable = tests::due(round % 2 == 0 ? "0 4 * * *" : "0 5 * * *").timetable;
        }));
        scenario.pass(1min);
    }
    CHECK(opened(scenario) == at_start);
    CHECK(scenario.events.count(core::EventId::slot_missed) == 0);
}

TEST_CASE("a start that is killed before the slot opened leaves it to the next one, as the same slot") {
    Scenario scenario;
    add_policy(scenario);
    scenario.cloud.faults.down = true;
    scenario.start();
    scenario.pass(10min);
    scenario.kill();
    scenario.pass(10min);
    scenario.start();
    scenario.pass(1min);
    // Nor does another schedule make it another slot.
    scenario.reload(
        changed(scenario, [](core::Policy& policy) { policy.schedule.timetable = tests::due("0 4 * * *").timetable; }));
    scenario.cloud.faults.down = false;
    REQUIRE(scenario.pass_until_settled(10min));
    CHECK(opened(scenario) == at_start);
}

TEST_CASE("a slot of the schedule that comes first takes its place, and it is recorded as missed") {
    Scenario scenario;
    add_policy(scenario);
    scenario.cloud.faults.down = true;
    scenario.start();
    scenario.pass(9h + 10min);
    scenario.cloud.faults.down = false;
    REQUIRE(scenario.pass_until_settled(20min));
    CHECK(opened(scenario) == Slots{"2026-11-25T03:00:00Z"});
    CHECK(scenario.events.count(core::EventId::slot_missed) == 1);
}

TEST_CASE("a policy that was there before has no first slot when on_enable changes to run") {
    Scenario scenario;
    add_policy(scenario, core::OnEnable::wait);
    scenario.start();
    scenario.pass(2min);
    scenario.reload(changed(scenario, [](core::Policy& policy) { policy.schedule.on_enable = core::OnEnable::run; }));
    scenario.pass(30min);
    scenario.kill();
    scenario.start();
    scenario.pass(30min);
    CHECK(opened(scenario).empty());
}

TEST_CASE("with its ledger lost, a policy is known by its snapshots") {
    Scenario scenario;
    add_policy(scenario);
    scenario.start();
    REQUIRE(scenario.pass_until_settled(2min));
    scenario.kill();
    scenario.pass(5h);
    scenario.daemon.disk = std::make_shared<simulation::LedgerState>();
    scenario.start();
    scenario.pass(1h);
    CHECK(opened(scenario) == at_start);
    CHECK(scenario.cloud.creates == 3);
}

TEST_CASE("under a wrong clock nothing opens, and then the slot is that of the right time") {
    for (const core::Millis off : {core::Millis{73 * 365 * 24h}, core::Millis{-5h}}) {
        CAPTURE(off.count());
        Scenario scenario;
        add_policy(scenario);
        scenario.daemon.clock().step_wall(off);
        scenario.start();
        scenario.pass(10min);
        CHECK(opened(scenario).empty());
        scenario.daemon.clock().step_wall(-off);
        REQUIRE(scenario.pass_until_settled(5min));
        CHECK(opened(scenario) == at_start);
    }
}

TEST_CASE("a policy that came with a wrong clock, and a kill before it was right, counts from the right time") {
    Scenario scenario;
    scenario.add_desktops(2);
    scenario.policy([](core::Policy& policy) { policy.schedule = tests::due("25 * * * *"); });
    scenario.daemon.clock().step_wall(70min);
    scenario.start();
    scenario.pass(3min);
    scenario.kill();
    scenario.daemon.clock().step_wall(-70min);
    scenario.pass(1h + 10min);
    scenario.start();
    scenario.pass(5min);
    CHECK(opened(scenario) == Slots{"2026-11-24T18:25:00Z"});
}

TEST_CASE("a first slot that a wrong clock noted in the future does not wait for that time") {
    Scenario scenario;
    add_policy(scenario);
    scenario.daemon.clock().step_wall(73 * 365 * 24h);
    scenario.start();
    scenario.pass(1min);
    scenario.kill();
    scenario.daemon.clock().step_wall(-73 * 365 * 24h);
    scenario.start();
    REQUIRE(scenario.pass_until_settled(5min));
    CHECK(opened(scenario).size() == 1);
    scenario.kill();
    scenario.start();
    scenario.pass(5min);
    CHECK(opened(scenario).size() == 1);
}
