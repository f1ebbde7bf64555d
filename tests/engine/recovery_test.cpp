// What a start makes of what it finds: after kills, stops and downtime, with older, lost and failing ledgers.
#include "engine/scenario_checks.hpp"

#include <doctest/doctest.h>

using namespace ecdsnap;
using namespace std::chrono_literals;
using core::Outcome;
using tests::check_all_done;
using tests::check_truth;
using tests::Scenario;
using tests::start_bad_night;

TEST_CASE("killed again and again, it ends as if it had not been") {
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        CAPTURE(seed);
        Scenario scenario(seed);
        start_bad_night(scenario);
        scenario.pass(30s);
        for (int i = 0; i < 10; ++i) {
            scenario.pass(core::Millis{1 + static_cast<core::Millis::rep>(scenario.random.below(4000))});
            scenario.kill();
            scenario.start();
        }
        REQUIRE(scenario.pass_until_settled(20min));
        check_all_done(scenario);
    }
}

TEST_CASE("an older ledger is noticed and makes no duplicate") {
    Scenario scenario(7);
    start_bad_night(scenario);
    scenario.pass(31s);
    const simulation::LedgerState older = scenario.daemon.ledger().copy_state();
    scenario.pass(3s);
    scenario.kill();
    scenario.daemon.restore(older);
    scenario.start();
    REQUIRE(scenario.pass_until_settled(20min));
    check_all_done(scenario);
    CHECK(scenario.events.count(core::EventId::ledger_rewritten) == 1);
}

TEST_CASE("a lost ledger is rebuilt from the cloud's listing and makes no duplicate") {
    Scenario scenario(8);
    start_bad_night(scenario);
    scenario.pass(32s);
    scenario.kill();
    scenario.daemon.disk = std::make_shared<simulation::LedgerState>();
    scenario.start();
    REQUIRE(scenario.pass_until_settled(20min));
    check_all_done(scenario);
}

TEST_CASE("a snapshot that is adopted while its desktop joins the slot is no extra") {
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
        CAPTURE(seed);
        Scenario scenario(seed);
        scenario.add_desktops(400);
        scenario.policy();
        scenario.cloud.faults.page = 10;  // the desktops come while the snapshots are being claimed
        scenario.daemon.ledger_delay = 5ms;
        scenario.start();
        scenario.pass(33s);
        scenario.kill();
        REQUIRE(scenario.cloud.creates > 100);
        scenario.cloud.faults.page = 100;
        scenario.daemon.disk = std::make_shared<simulation::LedgerState>();
        scenario.start();
        REQUIRE(scenario.pass_until([&] { return scenario.events.count(core::EventId::slot_finished) > 0; }, 20min));
        scenario.pass(2min);
        CHECK(scenario.events.count(core::EventId::slot_finished) == 1);
        CHECK(scenario.events.count(core::EventId::extra_found) == 0);
        CHECK(scenario.tasks_with(Outcome::done) == 600);
        check_truth(scenario);
    }
}

TEST_CASE("a start that is killed while it adopts leaves that to the next one") {
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        CAPTURE(seed);
        Scenario scenario(seed);
        start_bad_night(scenario);
        scenario.cloud.faults.list_lag = 20s;
        scenario.pass(32s);
        scenario.kill();
        const std::uint64_t creates = scenario.cloud.creates;
        REQUIRE(creates > 0);
        scenario.daemon.disk = std::make_shared<simulation::LedgerState>();
        for (int i = 0; i < 3; ++i) {
            scenario.start();
            scenario.pass(1s);
            scenario.kill();
        }
        scenario.start();
        scenario.pass(10s);
        CHECK(scenario.cloud.creates == creates);
        CHECK_FALSE(scenario.daemon.engine().ready());
        REQUIRE(scenario.pass_until([&] { return scenario.events.count(core::EventId::slot_finished) > 0; }, 20min));
        check_all_done(scenario);
        CHECK(scenario.events.count(core::EventId::slot_finished) == 1);
    }
}

TEST_CASE("a lost ledger is rebuilt by the cloud's clock, however wrong this machine's is") {
    for (const core::Millis off : {core::Millis{73 * 365 * 24h}, core::Millis{-20 * 365 * 24h}, core::Millis{30min}}) {
        CAPTURE(off.count());
        Scenario scenario(9);
        start_bad_night(scenario);
        scenario.pass(32s);
        scenario.kill();
        const std::uint64_t creates = scenario.cloud.creates;
        REQUIRE(creates > 0);
        scenario.daemon.disk = std::make_shared<simulation::LedgerState>();
        scenario.daemon.clock().step_wall(off);
        scenario.start();
        scenario.pass(1min);
        scenario.kill();  // what the first start has noted must not mislead the second
        scenario.start();
        scenario.pass(3min);
        CHECK(scenario.cloud.creates == creates);
        scenario.daemon.clock().step_wall(-off);
        REQUIRE(scenario.pass_until([&] { return scenario.events.count(core::EventId::slot_finished) > 0; }, 20min));
        check_all_done(scenario);
    }
}

TEST_CASE("a first start that never reached the cloud does not hold up the next one for long") {
    Scenario scenario;
    scenario.add_desktops(2);
    scenario.policy();
    scenario.cloud.faults.down = true;
    scenario.start();
    scenario.pass(10s);
    scenario.stop();
    scenario.cloud.faults.down = false;
    scenario.start();
    CHECK(scenario.pass_until([&] { return scenario.daemon.engine().ready(); }, 40s));
    REQUIRE(scenario.pass_until_settled(2min));
    CHECK(scenario.tasks_with(Outcome::done) == 3);
}

TEST_CASE("a stop in the middle is finished by the next start") {
    Scenario scenario;
    scenario.add_desktops(100);
    scenario.policy();
    scenario.start();
    scenario.pass(31s);
    REQUIRE(scenario.cloud.creates > 0);
    scenario.stop();
    const std::uint64_t creates = scenario.cloud.creates;
    CHECK(creates < 150);
    scenario.start();  // the first start's care for a new ledger is not repeated
    CHECK(scenario.pass_until([&] { return scenario.cloud.creates > creates; }, 5s));
    REQUIRE(scenario.pass_until_settled(10min));
    CHECK(scenario.tasks_with(Outcome::done) == 150);
    CHECK(scenario.cloud.creates == 150);
    check_truth(scenario);
}

TEST_CASE("after downtime the latest missed slot runs once, older ones are recorded as missed") {
    Scenario scenario;
    scenario.add_desktops(2);
    scenario.policy([](core::Policy& policy) { policy.schedule = tests::due("1 * * * *"); });
    scenario.start();
    REQUIRE(scenario.pass_until_settled(5min));
    scenario.kill();
    scenario.pass(5h);
    scenario.start();
    REQUIRE(scenario.pass_until([&] { return scenario.truth.snapshots().size() == 6; }, 5min));
    scenario.pass(1min);
    CHECK(scenario.truth.snapshots().size() == 6);
    CHECK(scenario.events.count(core::EventId::slot_missed) == 1);
    std::size_t passed = 0;
    for (const auto& entry : scenario.history())
        passed += !entry.task;
    CHECK(passed == 4);
}

TEST_CASE("a ledger that refuses stops sends, says so once, and work goes on when it is back") {
    Scenario scenario;
    scenario.add_desktops(100);
    scenario.policy();
    scenario.start();
    scenario.pass(31s);
    bool full = true;
    scenario.daemon.ledger().decide_faults([&](std::uint64_t, simulation::MemoryLedger::Changes) {
        return full ? simulation::CommitFault::refused : simulation::CommitFault::none;
    });
    scenario.pass(500ms);
    const std::uint64_t creates = scenario.cloud.creates;
    scenario.pass(1min);
    CHECK(scenario.cloud.creates == creates);
    CHECK(scenario.events.count(core::EventId::ledger_failed) == 1);
    CHECK_FALSE(scenario.daemon.engine().ready());
    full = false;
    REQUIRE(scenario.pass_until_settled(10min));
    CHECK(scenario.tasks_with(Outcome::done) == 150);
    check_truth(scenario);
}

TEST_CASE("a ledger that refused only an intent is asked again by itself") {
    Scenario scenario;
    scenario.add_desktops(1);
    scenario.policy();
    scenario.start();
    bool refused = false;
    scenario.daemon.ledger().decide_faults([&](std::uint64_t, simulation::MemoryLedger::Changes changes) {
        const auto* task = std::get_if<core::Task>(&changes.front());
        if (refused || task == nullptr || task->state != core::TaskState::intended)
            return simulation::CommitFault::none;
        refused = true;
        return simulation::CommitFault::refused;
    });
    REQUIRE(scenario.pass_until_settled(5min));
    CHECK(refused);
    CHECK(scenario.events.count(core::EventId::ledger_failed) == 1);
    CHECK(scenario.events.count(core::EventId::ledger_restored) == 1);
    CHECK(scenario.tasks_with(Outcome::done) == 1);
}
