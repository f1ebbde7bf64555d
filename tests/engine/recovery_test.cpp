// What a start makes of what it finds: after kills, stops and downtime, with older, lost and failing ledgers.
#include "core/policy/description_stamp.hpp"
#include "core/reconcile/ownership.hpp"
#include "core/text/utc_text.hpp"
#include "engine/scenario_checks.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>

using namespace ecdsnap;
using namespace std::chrono_literals;
using core::Outcome;
using tests::check_all_done;
using tests::check_truth;
using tests::made_by_another;
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

TEST_CASE("a start says that the run before it was cut off, and says nothing of one that stopped in order") {
    Scenario scenario(9);
    start_bad_night(scenario);
    scenario.pass(30s);
    CHECK(scenario.events.count(core::EventId::ended_abruptly) == 0);
    scenario.kill();
    scenario.start();
    CHECK(scenario.events.count(core::EventId::ended_abruptly) == 1);
    scenario.pass(1s);
    scenario.stop();
    scenario.start();
    CHECK(scenario.events.count(core::EventId::ended_abruptly) == 1);
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

TEST_CASE("a look-up for one disk tells the task of the other one what it shows of it") {
    Scenario scenario;
    scenario.add_desktops(2);
    scenario.truth.desktops.erase("ecd-001");
    scenario.policy([](core::Policy& policy) { policy.rules.concurrency.per_site = 1; });
    scenario.cloud.faults.lost_before_effect = 100;
    core::DiskKind sent{};
    bool told = false;
    scenario.daemon.settings.on_decision = [&](const core::Decision& decision) {
        if (decision.answer.step == core::TaskStep::send) sent = decision.after.disk;
        const auto* listed = std::get_if<core::Listed>(decision.event);
        const bool by_the_other = listed != nullptr && !listed->look_up && decision.after.disk != sent;
        if (by_the_other && decision.after.snapshot_id == "s-other") told = true;
    };
    scenario.start();
    REQUIRE(scenario.pass_until([&] { return scenario.cloud.creates == 1; }, 2min));
    const bool sends_system = sent == core::DiskKind::system;
    scenario.truth.add(
        made_by_another(scenario, "s-other", "ecd-002", sends_system ? core::DiskKind::data : core::DiskKind::system));
    REQUIRE(scenario.pass_until([&] { return told; }, 12s));
    scenario.cloud.faults.lost_before_effect = 0;
    REQUIRE(scenario.pass_until_settled(2h));
    CHECK(scenario.tasks_with(Outcome::done) == 2);
    check_truth(scenario);
}

TEST_CASE(
    "another daemon's slot that is found in its window is joined at once, not with the next listing of desktops") {
    Scenario scenario;
    scenario.add_desktops(4);
    scenario.policy([](core::Policy& policy) { policy.schedule = tests::due("0 3 * * *"); });
    scenario.cloud.faults.latency_least = scenario.cloud.faults.latency_most =
        10s;  // listings of both kinds drift apart
    scenario.start();
    scenario.pass(1min);
    auto found = made_by_another(scenario, "s-other", "ecd-003", core::DiskKind::system);
    found.ends_at = scenario.time.wall();
    scenario.truth.add(std::move(found));
    REQUIRE(scenario.pass_until([&] { return scenario.events.count(core::EventId::adopted) > 0; }, 20min));
    scenario.pass(1s);
    CHECK(scenario.history().size() == 6);
    scenario.pass(10min);
    CHECK(scenario.tasks_with(Outcome::done) == 6);
    CHECK(scenario.cloud.creates == 5);
}

TEST_CASE("of a slot that was adopted with a wrong clock, what had no time to join is missed, and told") {
    Scenario scenario;
    scenario.add_desktops(4);
    scenario.policy();
    scenario.start();
    scenario.daemon.clock().step_wall(-2h);
    scenario.pass(5min);
    auto found = made_by_another(scenario, "s-other", "ecd-003", core::DiskKind::system);
    found.ends_at = scenario.time.wall() + 1min;
    scenario.truth.add(std::move(found));
    scenario.pass(20min);
    CHECK(scenario.tasks_with(Outcome::done) == 1);
    CHECK(scenario.cloud.creates == 0);
    SUBCASE("the clock is right again after the window") {
        scenario.pass(1h);
        scenario.daemon.clock().step_wall(2h);
        scenario.pass(10min);
        CHECK(scenario.cloud.creates == 0);
        CHECK(scenario.tasks_with(Outcome::missed, core::Reason::slot_passed) == 5);
    }
    SUBCASE("in its window: the others join") {
        scenario.daemon.clock().step_wall(2h);
        scenario.pass(30min);
        CHECK(scenario.tasks_with(Outcome::done) == 6);
    }
}

TEST_CASE("a later slot that another daemon has opened hides no earlier one that nobody was awake for") {
    Scenario scenario;
    scenario.add_desktops(2);
    scenario.policy([](core::Policy& policy) { policy.schedule = tests::due("1,31 * * * *"); });
    scenario.start();
    REQUIRE(scenario.pass_until_settled(10min));
    scenario.pass(25min);
    scenario.kill();
    scenario.pass(60min);  // 18:31 and 19:01 come due
    auto found = made_by_another(scenario, "s-other", "ecd-001", core::DiskKind::system);
    found.ends_at = scenario.time.wall();
    core::Stamp stamp = core::our_stamp(found.shown, "main").value();
    stamp.slot.instant += 60min;
    found.shown.description = core::description_with(stamp, "");
    scenario.truth.add(std::move(found));
    scenario.add_desktops(60);
    scenario.cloud.faults.page = 2;  // the snapshots are listed long before all desktops are
    scenario.start();
    scenario.pass(3min);
    std::set<std::string> slots;
    for (const auto& entry : scenario.history())
        slots.insert(core::utc_text(entry.slot.key.instant).substr(11, 5));
    CHECK(slots.contains("18:31"));
    CHECK(slots.contains("19:01"));
}

TEST_CASE("what a listing shows of tasks whose sends are on the wire is looked at later") {
    for (std::uint64_t seed = 1; seed <= 12; ++seed) {
        CAPTURE(seed);
        Scenario scenario(seed);
        scenario.add_desktops(12);
        scenario.policy();
        scenario.cloud.faults.latency_most = 2s;
        scenario.start();
        scenario.pass(10s);
        scenario.daemon.clock().suspend_until(scenario.time.now() + 2h);
        scenario.pass(1h);
        for (const auto& [id, desktop] : scenario.truth.desktops) {
            auto made = made_by_another(scenario, "s-" + id, id, core::DiskKind::system);
            made.ends_at = scenario.time.wall() + 1min;
            scenario.truth.add(std::move(made));
        }
        scenario.pass(2h);
        std::size_t known = 0;
        for (const auto& entry : scenario.history())
            if (entry.task) known += entry.task->snapshot_id.view().starts_with("s-ecd");
        for (const core::Event& event : scenario.events.events)
            if (event.id == core::EventId::extra_found)
                for (const auto& field : event.fields)
                    known += field.name == "snapshot_id" && field.value.starts_with("s-ecd");
        CHECK(known == 12);
    }
}
