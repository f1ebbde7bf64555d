// Slots that came to be known late, or by halves: what others made of them meanwhile is found before anything is sent.
#include "engine/scenario_checks.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <utility>
#include <variant>

using namespace ecdsnap;
using namespace std::chrono_literals;
using core::Outcome;
using tests::check_truth;
using tests::Scenario;

namespace {

void make_each_by_another(Scenario& scenario) {
    for (const auto& [id, desktop] : scenario.truth.desktops) {
        auto made = tests::made_by_another(scenario, "s-" + id, id, core::DiskKind::system);
        made.ends_at = scenario.time.wall() + 1min;
        scenario.truth.add(std::move(made));
    }
}

// Six system disks; the daemon sleeps from before the slot for two hours, and half an hour later another one makes it.
void sleep_over_slot(Scenario& scenario, std::function<void(core::Policy&)> change) {
    scenario.add_desktops(6);
    for (auto& [id, desktop] : scenario.truth.desktops)
        desktop.has_data_disk = false;
    scenario.policy(std::move(change));
    scenario.start();
    scenario.pass(10s);
    scenario.daemon.clock().suspend_until(scenario.time.now() + 2h);
    scenario.pass(30min);
    make_each_by_another(scenario);
}

std::size_t creates(const Scenario& scenario) {
    return scenario.truth.calls.size();
}

bool holds_slot(simulation::MemoryLedger::Changes changes) {
    return std::any_of(changes.begin(), changes.end(),
                       [](const auto& change) { return std::holds_alternative<core::Slot>(change); });
}

}  // namespace

TEST_CASE("after a sleep over a slot, what another daemon made for it is found before anything is sent") {
    Scenario scenario(11);
    sleep_over_slot(scenario, [](core::Policy& policy) {
        SUBCASE("within its window") {
            policy.rules.window = 4h;
        }
        SUBCASE("as a catch-up") {
            policy.schedule.catch_up_within = 12h;
        }
    });
    scenario.pass(2h);
    CHECK(creates(scenario) == 0);
    CHECK(scenario.tasks_with(Outcome::done) == 6);
    check_truth(scenario);
}

TEST_CASE("a stop in the middle of looking back leaves it to the next start") {
    Scenario scenario(12);
    sleep_over_slot(scenario, [](core::Policy& policy) { policy.rules.window = 4h; });
    scenario.cloud.faults.read_error = 100;
    scenario.pass(100min);
    REQUIRE(scenario.events.count(core::EventId::slot_opened) == 1);
    CHECK(creates(scenario) == 0);
    CHECK_FALSE(scenario.daemon.engine().status().ready);
    scenario.kill();
    scenario.cloud.faults.read_error = 0;
    scenario.start();
    scenario.pass(1h);
    CHECK(creates(scenario) == 0);
    CHECK(scenario.tasks_with(Outcome::done) == 6);
    CHECK(scenario.daemon.engine().status().ready);
    check_truth(scenario);
}

TEST_CASE("a sleep between the start's listing and the opening of a slot counts too") {
    Scenario scenario(13);
    scenario.add_desktops(6);
    for (auto& [id, desktop] : scenario.truth.desktops)
        desktop.has_data_disk = false;
    scenario.policy([](core::Policy& policy) { policy.rules.window = 6h; });
    scenario.start();
    scenario.pass(10s);
    scenario.kill();
    scenario.pass(2min);  // the slot is due meanwhile
    scenario.daemon.clock().step_wall(1h);
    scenario.start();
    scenario.pass(20s);  // snapshots are listed, and no slot opens under this clock
    REQUIRE(scenario.events.count(core::EventId::slot_opened) == 0);
    scenario.daemon.clock().suspend_until(scenario.time.now() + 2h);
    scenario.pass(30min);
    make_each_by_another(scenario);
    scenario.daemon.clock().step_wall(-1h);
    scenario.pass(3h);
    CHECK(creates(scenario) == 0);
    CHECK(scenario.tasks_with(Outcome::done) == 6);
    check_truth(scenario);
}

TEST_CASE("a slot that the ledger has, although it said no, is taken up before its snapshots are judged") {
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {
        CAPTURE(seed);
        Scenario scenario(seed);
        scenario.add_desktops(6);
        scenario.policy();
        scenario.cloud.faults.latency_most = 2s;
        scenario.start();
        scenario.pass(10s);
        const simulation::LedgerState older = scenario.daemon.ledger().copy_state();
        scenario.pass(50s);
        const auto before = creates(scenario);
        REQUIRE(before == 9);
        scenario.kill();
        scenario.daemon.restore(older);
        bool torn = false;
        scenario.daemon.on_open_ledger = [&](simulation::MemoryLedger& ledger) {
            ledger.decide_faults([&](std::uint64_t, simulation::MemoryLedger::Changes changes) {
                if (torn || !holds_slot(changes)) return simulation::CommitFault::none;
                torn = true;
                return simulation::CommitFault::torn_answer;
            });
        };
        scenario.start();
        REQUIRE(scenario.pass_until_settled(20min));
        scenario.pass(2min);
        CHECK(torn);
        CHECK(creates(scenario) == before);
        CHECK(scenario.tasks_with(Outcome::done) == 9);
        CHECK(scenario.events.count(core::EventId::extra_found) == 0);
        check_truth(scenario);
    }
}

TEST_CASE("what looking back does not reach says nothing of how long listings lag") {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        CAPTURE(seed);
        Scenario scenario(seed);
        scenario.add_desktops(1);
        scenario.policy([](core::Policy& policy) {
            policy.schedule = tests::due("1 18,20 * * *");
            policy.rules.window = 20min;
        });
        scenario.start();
        REQUIRE(scenario.pass_until([&] { return scenario.truth.snapshots().size() == 1; }, 10min));
        scenario.pass(500ms);  // it is accepted, and not listed yet
        // The slot of 20:01 opens late, and only what was made since then is listed for it.
        scenario.daemon.clock().suspend_until(scenario.time.now() + 2h + 1min);
        scenario.cloud.faults.read_error = 80;
        scenario.pass(2h + 10min);
        scenario.cloud.faults.read_error = 0;
        scenario.pass(1h);
        CHECK(scenario.tasks_with(Outcome::done) == 2);
        CHECK(scenario.daemon.engine().status().sites[0].settle_time < 1min);
        check_truth(scenario);
    }
}
