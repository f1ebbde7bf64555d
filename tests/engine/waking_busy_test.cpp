// Desktops that were woken and whose disks are busy: what keeps them awake, for how long, and what is told of it.
#include "engine/dormitory.hpp"

#include <doctest/doctest.h>

using namespace ecdsnap;
using namespace std::chrono_literals;
using core::EventId;
using core::Outcome;
using core::Reason;
using simulation::PowerChange;
using tests::Dormitory;
using tests::wakes;

TEST_CASE("a snapshot that somebody else makes is not disturbed") {
    Dormitory scenario(1);
    scenario.start();
    REQUIRE(scenario.pass_until_settled(5min));
    scenario.cloud.make_foreign_snapshot("ecd-001", core::DiskKind::system, 30min, core::SnapshotType::automatic);
    scenario.pass(20min);
    CHECK(scenario.calls(PowerChange::hibernate) == 0);
    CHECK(scenario.all_back(20min));
}

TEST_CASE("a snapshot that hangs keeps its desktop awake until it is given up, whatever slots come after it") {
    Dormitory scenario(1);
    scenario.policies.clear();
    scenario.policy([](core::Policy& policy) {
        wakes(policy);
        policy.schedule = tests::due("1 */3 * * *");
        policy.rules.window = 15min;
    });
    scenario.cloud.faults.snapshot_hangs = 100;
    scenario.start();
    REQUIRE(scenario.pass_until([&] { return scenario.truth.snapshots().size() == 1; }, 4h));
    scenario.pass(23h);
    CHECK(scenario.calls(PowerChange::hibernate) == 0);
    CHECK(scenario.tasks_with(Outcome::missed, Reason::disk_busy) == 0);  // they wait behind the hanging one
    REQUIRE(scenario.pass_until([&] { return scenario.tasks_with(Outcome::failed, Reason::stuck) == 1; }, 2h));
    CHECK(scenario.all_back(1h));
    CHECK(scenario.events.count(EventId::left_awake) == 0);
}

TEST_CASE("a desktop that is awake for hours, since its disk stays busy, is told of once each time it was woken") {
    Dormitory scenario(1);
    scenario.policies.clear();
    scenario.policy([](core::Policy& policy) {
        wakes(policy);
        policy.rules.window = 20h;
    });
    scenario.cloud.make_foreign_snapshot("ecd-001", core::DiskKind::system, 17h, core::SnapshotType::automatic);
    scenario.start();
    scenario.pass(9h);
    CHECK(scenario.events.count(EventId::kept_awake) == 1);
    CHECK(scenario.calls(PowerChange::wake) == 1);
    scenario.truth.fall_asleep("ecd-001");
    scenario.pass(5h);
    CHECK(scenario.calls(PowerChange::wake) == 2);
    CHECK(scenario.events.count(EventId::kept_awake) == 1);
    scenario.pass(2h);
    CHECK(scenario.events.count(EventId::kept_awake) == 2);
    CHECK(scenario.all_back(2h));
    CHECK(scenario.tasks_with(Outcome::done) == 1);
}
