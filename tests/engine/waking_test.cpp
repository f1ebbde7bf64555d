// Hibernated desktops are woken for their snapshots and put back to sleep: those that this daemon woke, and no others.
#include "engine/dormitory.hpp"

#include <boost/asio/co_spawn.hpp>
#include <doctest/doctest.h>

#include <algorithm>
#include <set>

using namespace ecdsnap;
using namespace std::chrono_literals;
using core::DesktopStatus;
using core::EventId;
using core::Outcome;
using core::Reason;
using simulation::PowerChange;
using tests::Dormitory;
using tests::Scenario;
using tests::wakes;

TEST_CASE("hibernated desktops are woken for their snapshots and put back to sleep") {
    Dormitory scenario(6);
    scenario.start();
    REQUIRE(scenario.pass_until_settled(5min));
    CHECK(scenario.tasks_with(Outcome::done) == 9);
    CHECK(scenario.woken() > 0);
    REQUIRE(scenario.all_back(5min));
    CHECK(scenario.calls(PowerChange::wake) == 1);
    CHECK(scenario.calls(PowerChange::hibernate) <= 6);
    CHECK(scenario.events.count(EventId::woken) == 1);
    CHECK(scenario.events.count(EventId::put_back) >= 1);
    CHECK(scenario.events.count(EventId::left_awake) == 0);
    scenario.pass(1h);
    CHECK(scenario.asleep() == 6);
    tests::check_truth(scenario);
}

TEST_CASE("a desktop with two disks stays awake until both snapshots have ended") {
    Dormitory scenario(2);
    scenario.cloud.faults.snapshot_least = 10min;
    scenario.cloud.faults.snapshot_most = 20min;
    scenario.start();
    REQUIRE(scenario.pass_until([&] { return scenario.truth.snapshots().size() == 3; }, 5min));
    scenario.pass(9min);
    CHECK(scenario.calls(PowerChange::hibernate) == 0);
    REQUIRE(scenario.all_back(20min));
    CHECK(scenario.tasks_with(Outcome::done) == 3);
}

TEST_CASE("a desktop is not kept awake for a task whose turn comes much later, and woken again for it") {
    Dormitory scenario(1);
    scenario.policies.clear();
    scenario.policy(wakes);
    scenario.policy(
        [](core::Policy& policy) {
            wakes(policy);
            policy.schedule = tests::due("2 18 * * *");
            policy.rules.window = 12h;
            policy.rules.spread = 11h;
        },
        "spread");
    scenario.start();
    REQUIRE(scenario.pass_until([&] { return scenario.tasks_with(Outcome::done) == 1; }, 5min));
    CHECK(scenario.all_back(10min));
    REQUIRE(scenario.pass_until([&] { return scenario.tasks_with(Outcome::done) == 2; }, 12h));
    CHECK(scenario.all_back(10min));
    CHECK(scenario.calls(PowerChange::wake) == 2);
}

TEST_CASE("no more desktops are awake at a time than the site's limit allows") {
    Dormitory scenario(12);
    scenario.limits.awake = 3;
    std::size_t most = 0;
    scenario.start();
    const bool settled = scenario.pass_until(
        [&] {
            most = std::max(most, 12 - scenario.asleep());
            return scenario.tasks_with(Outcome::done) == 18;
        },
        25min);
    CHECK(settled);
    CHECK(most == 3);
    CHECK(scenario.all_back(5min));
}

TEST_CASE("desktops whose policy skips hibernated ones, and others that sleep, are left alone") {
    Scenario scenario;
    scenario.add_desktops(2);
    scenario.truth.fall_asleep("ecd-001");
    scenario.policy();
    scenario.start();
    REQUIRE(scenario.pass_until_settled(5min));
    CHECK(scenario.tasks_with(Outcome::skipped, Reason::hibernated) == 1);
    CHECK(scenario.cloud.powers == 0);
}

TEST_CASE("a desktop that ran all the time is never put to sleep") {
    Scenario scenario;
    scenario.add_desktops(4);
    scenario.policy(wakes);
    scenario.start();
    REQUIRE(scenario.pass_until_settled(5min));
    scenario.pass(2h);
    CHECK(scenario.cloud.powers == 0);
}

TEST_CASE("whoever is connected keeps the desktop") {
    Dormitory scenario(1);
    scenario.cloud.faults.snapshot_least = 2min;
    scenario.cloud.faults.snapshot_most = 3min;
    scenario.start();
    REQUIRE(scenario.pass_until([&] { return scenario.up("ecd-001"); }, 5min));
    scenario.truth.connect("ecd-001", scenario.time.wall());
    REQUIRE(scenario.pass_until_settled(10min));
    scenario.pass(2h);
    CHECK(scenario.tasks_with(Outcome::done) == 1);
    CHECK(scenario.calls(PowerChange::hibernate) == 0);
    CHECK(scenario.reason_of(EventId::not_put_back) == "in_use");
    scenario.truth.disconnect("ecd-001");
    scenario.pass(8h);
    CHECK(scenario.calls(PowerChange::hibernate) == 0);
}

TEST_CASE("where the service does not say whether somebody is connected, the desktop is left awake in the end") {
    Dormitory scenario(1);
    scenario.start();
    REQUIRE(scenario.pass_until([&] { return scenario.up("ecd-001"); }, 5min));
    scenario.desktop("ecd-001").session = core::Session::unknown;
    scenario.pass(7h);
    CHECK(scenario.tasks_with(Outcome::done) == 1);
    CHECK(scenario.calls(PowerChange::hibernate) == 0);
    CHECK(scenario.reason_of(EventId::left_awake) == "session_unknown");
    CHECK(scenario.woken() == 0);
}

TEST_CASE("one bad desktop does not keep the others asleep") {
    Dormitory scenario(4);
    scenario.start();
    // It wakes between the reading and the call.
    REQUIRE(scenario.pass_until([&] { return !scenario.truth.power_calls.empty(); }, 5min));
    scenario.desktop("ecd-003").status = DesktopStatus::pending;
    REQUIRE(scenario.pass_until([&] { return scenario.tasks_with(Outcome::done) == 5; }, 15min));
    CHECK(scenario.up("ecd-001"));
    scenario.desktop("ecd-003").status = DesktopStatus::stopped;
    REQUIRE(scenario.pass_until_settled(30min));
    CHECK(scenario.tasks_with(Outcome::done) == 6);
}

TEST_CASE("a wake that never works is tried a bounded number of times, told once, and the task is missed for it") {
    Dormitory scenario(2);
    scenario.cloud.faults.power_forbidden = true;
    scenario.start();
    REQUIRE(scenario.pass_until_settled(40min));
    CHECK(scenario.tasks_with(Outcome::missed, Reason::waking) == 3);
    CHECK(scenario.calls(PowerChange::wake) <= 2 * core::most_wake_calls);
    CHECK(scenario.history().front().task->detail == "WakeupDesktops: Forbidden.RAM");
    CHECK(scenario.events.count(EventId::root_cause) >= 1);
    scenario.pass(1h);
    CHECK(scenario.woken() == 0);
    CHECK(scenario.asleep() == 2);
}

TEST_CASE("answers that are lost do not keep a desktop awake") {
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        CAPTURE(seed);
        Dormitory scenario(4, seed);
        scenario.cloud.faults.lost_after_effect = 60;
        scenario.cloud.faults.lost_before_effect = 20;
        scenario.start();
        REQUIRE(scenario.pass_until_settled(1h));
        CHECK(scenario.all_back(7h));
        CHECK(scenario.events.count(EventId::left_awake) == 0);
        tests::check_truth(scenario);
    }
}

TEST_CASE("a call to put it back without an answer costs no snapshot whose window ends before that can no longer act") {
    Dormitory scenario(1);
    scenario.policy(
        [](core::Policy& policy) {
            policy.schedule = tests::due("6 18 * * *");
            policy.rules.window = 12min;
        },
        "short");
    scenario.start();
    REQUIRE(scenario.pass_until([&] { return scenario.tasks_with(Outcome::done) == 1; }, 4min));
    scenario.cloud.faults.server_error = 100;
    REQUIRE(scenario.pass_until([&] { return scenario.calls(PowerChange::hibernate) == 1; }, 2min));
    scenario.pass(10s);
    scenario.cloud.faults.server_error = 0;
    const core::WallTime lost = scenario.time.wall();
    const core::WallTime opened = std::chrono::ceil<std::chrono::minutes>(lost) + 1min;
    REQUIRE(opened < lost + core::power_horizon - 14min);
    REQUIRE(scenario.pass_until([&] { return scenario.tasks_with(Outcome::done) == 2; }, 20min));
    const core::Millis after = scenario.truth.calls.back().started - lost;
    CHECK(after > 8min);  // while there was time it was waited for
    CHECK(after < core::power_horizon);
    CHECK(scenario.all_back(30min));
    tests::check_truth(scenario);
}

TEST_CASE("a policy that only observes wakes nothing") {
    Dormitory scenario(2);
    scenario.policies.clear();
    scenario.policy([](core::Policy& policy) {
        wakes(policy);
        policy.mode = core::Mode::observe;
    });
    scenario.start();
    REQUIRE(scenario.pass_until_settled(5min));
    CHECK(scenario.tasks_with(Outcome::skipped, Reason::observed) == 3);
    CHECK(scenario.history().front().task->detail.view().starts_with("would wake it and call CreateSnapshot "));
    CHECK(scenario.cloud.powers == 0);
}

TEST_CASE("a pause wakes nothing, and what is awake is put back in it") {
    Dormitory scenario(3);
    scenario.limits.awake = 1;
    scenario.start();
    REQUIRE(scenario.pass_until([&] { return scenario.in(DesktopStatus::running) == 1; }, 5min));
    core::Pause pause;
    pause.until = scenario.time.wall() + 3h;
    pause.by = "root";
    pause.reason = "test";
    bool paused = false;
    auto on_end = [&](std::exception_ptr, core::Result<core::Pause> result) { paused = result.has_value(); };
    boost::asio::co_spawn(scenario.daemon.clock().context(), scenario.daemon.engine().pause(pause), on_end);
    REQUIRE(scenario.pass_until([&] { return paused; }, 1min));
    const auto before = scenario.calls(PowerChange::wake);
    CHECK(scenario.all_back(30min));
    CHECK(scenario.calls(PowerChange::wake) == before);
}

TEST_CASE("a policy that goes leaves nobody awake") {
    Dormitory scenario(3);
    scenario.start();
    REQUIRE(scenario.pass_until([&] { return scenario.in(DesktopStatus::running) == 3; }, 5min));
    scenario.reload({});
    CHECK(scenario.all_back(30min));
}

TEST_CASE("a desktop that could not be woken for one slot is woken for the next one, which waited all the time") {
    Dormitory scenario(1);
    scenario.policies.clear();
    scenario.policy([](core::Policy& policy) {
        wakes(policy);
        policy.schedule = tests::due("1 * * * *");
        policy.rules.window = 90min;
    });
    scenario.cloud.faults.power_forbidden = true;
    scenario.start();
    REQUIRE(scenario.pass_until([&] { return scenario.tasks_with(Outcome::missed, Reason::waking) == 1; }, 100min));
    CHECK(scenario.calls(PowerChange::wake) == core::most_wake_calls);
    scenario.cloud.faults.power_forbidden = false;
    CHECK(scenario.pass_until([&] { return scenario.tasks_with(Outcome::done) == 1; }, 15min));
}

TEST_CASE("nothing is woken for a window that is about to end") {
    Dormitory scenario(1);
    scenario.start();
    scenario.cloud.faults.power_forbidden = true;
    scenario.pass(28min + 20s);  // the window ends in two minutes
    scenario.cloud.faults.power_forbidden = false;
    const auto before = scenario.calls(PowerChange::wake);
    REQUIRE(scenario.pass_until_settled(10min));
    CHECK(scenario.calls(PowerChange::wake) == before);
    CHECK(scenario.tasks_with(Outcome::missed, Reason::waking) == 1);
}

TEST_CASE("after a crash at any moment each desktop that was woken is put back, or it is told that it is not") {
    std::uint64_t reported = 0;
    for (std::uint64_t steps = 20; steps < 400; steps += 7) {
        CAPTURE(steps);
        Dormitory scenario(3, steps);
        scenario.start();
        const std::uint64_t crash_at = scenario.daemon.clock().steps() + steps;
        const bool reached = scenario.pass_until([&] { return scenario.daemon.clock().steps() >= crash_at; }, 2h);
        if (!reached) break;
        scenario.kill();
        scenario.time.run_for(10s);
        scenario.start();
        REQUIRE(scenario.pass_until_settled(1h));
        scenario.pass(30min);
        const std::size_t told = scenario.events.count(EventId::left_awake);
        reported += told;
        CHECK((told > 0 || scenario.asleep() == 3));
        CHECK(scenario.woken() == 0);
        CHECK(scenario.tasks_with(Outcome::done) == 4);
        tests::check_truth(scenario);
    }
    CHECK(reported < 20);  // only where the crash comes between the call and its answer
}

TEST_CASE("with an older ledger, or none, nobody is put to sleep") {
    Dormitory scenario(2);
    scenario.cloud.faults.snapshot_least = 20min;
    scenario.cloud.faults.snapshot_most = 20min;
    scenario.start();
    REQUIRE(scenario.pass_until([&] { return scenario.truth.snapshots().size() == 3; }, 10min));
    const simulation::LedgerState older = *scenario.daemon.disk;
    scenario.kill();
    SUBCASE("older: what it knows to be awake is told") {
        scenario.daemon.restore(older);
        scenario.start();
        CHECK(scenario.reason_of(EventId::left_awake) == "unsure");
    }
    SUBCASE("none") {
        *scenario.daemon.disk = simulation::LedgerState{};
        scenario.start();
    }
    scenario.pass(3h);
    CHECK(scenario.calls(PowerChange::hibernate) == 0);
    CHECK(scenario.in(DesktopStatus::running) == 2);
}
