// The engine as a whole, in virtual time: what operators are promised, on good days and bad ones.
#include "core/policy/description_stamp.hpp"
#include "engine/scenario_checks.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace ecdsnap;
using namespace std::chrono_literals;
using core::Outcome;
using core::Reason;
using tests::check_all_done;
using tests::check_truth;
using tests::harsh;
using tests::Scenario;
using tests::start_bad_night;

namespace {

engine::Policies without(const engine::Policies& policies, const std::string& name) {
    engine::Policies left = policies;
    std::erase_if(left, [&](const auto& policy) { return policy->name == name; });
    return left;
}

}  // namespace

TEST_CASE("a due slot makes one verified snapshot of each disk") {
    Scenario scenario;
    scenario.add_desktops(10);
    scenario.policy();
    scenario.start();
    REQUIRE(scenario.pass_until_settled(5min));
    CHECK(scenario.tasks_with(Outcome::done) == 15);
    CHECK(scenario.truth.snapshots().size() == 15);
    CHECK(scenario.events.count(core::EventId::slot_opened) == 1);
    CHECK(scenario.events.count(core::EventId::slot_finished) == 1);
    check_truth(scenario);
}

TEST_CASE("desktops that cannot be snapshotted are skipped with their reason") {
    Scenario scenario;
    scenario.add_desktops(6);
    scenario.desktop("ecd-001").status = core::DesktopStatus::hibernated;
    scenario.desktop("ecd-003").status = core::DesktopStatus::expired;
    scenario.desktop("ecd-005").status = core::DesktopStatus::stopped;
    scenario.policy([](core::Policy& policy) { policy.rules.states.stopped = false; });
    scenario.start();
    REQUIRE(scenario.pass_until_settled(5min));
    CHECK(scenario.tasks_with(Outcome::skipped, Reason::hibernated) == 1);
    CHECK(scenario.tasks_with(Outcome::skipped, Reason::expired) == 1);
    CHECK(scenario.tasks_with(Outcome::skipped, Reason::state_excluded) == 1);
    CHECK(scenario.tasks_with(Outcome::done) == 6);
}

TEST_CASE("a desktop in a passing state is waited for") {
    Scenario scenario;
    scenario.add_desktops(1);
    scenario.desktop("ecd-001").status = core::DesktopStatus::starting;
    scenario.policy();
    scenario.start();
    scenario.pass(2min);
    CHECK(scenario.cloud.creates == 0);
    scenario.desktop("ecd-001").status = core::DesktopStatus::running;
    REQUIRE(scenario.pass_until_settled(1min));
    CHECK(scenario.tasks_with(Outcome::done) == 1);
}

TEST_CASE("a desktop that never leaves its state is missed when the window ends") {
    Scenario scenario;
    scenario.add_desktops(1);
    scenario.desktop("ecd-001").status = core::DesktopStatus::unknown;
    scenario.desktop("ecd-001").raw_status = "Levitating";
    scenario.policy();
    scenario.start();
    REQUIRE(scenario.pass_until_settled(40min));
    CHECK(scenario.tasks_with(Outcome::missed, Reason::desktop_state) == 1);
    CHECK(scenario.events.count(core::EventId::unknown_state) == 1);
    CHECK(scenario.events.count(core::EventId::task_missed) == 1);
}

TEST_CASE("a desktop that goes away is skipped as gone") {
    Scenario scenario;
    scenario.add_desktops(2);
    scenario.desktop("ecd-001").status = core::DesktopStatus::starting;
    scenario.policy();
    scenario.start();
    scenario.pass(2min);
    scenario.truth.desktops.erase("ecd-001");
    REQUIRE(scenario.pass_until_settled(10min));
    CHECK(scenario.tasks_with(Outcome::skipped, Reason::gone) == 1);
}

TEST_CASE("a desktop that slips through moving pages is not taken for gone") {
    Scenario scenario;
    scenario.add_desktops(6);
    scenario.policy();
    for (auto& [id, desktop] : scenario.truth.desktops)
        desktop.status = core::DesktopStatus::starting;
    scenario.start();
    scenario.pass(31s);
    scenario.cloud.faults.page = 2;
    scenario.cloud.faults.desktop_lists = 100;
    scenario.pass(10s);
    for (auto& [id, desktop] : scenario.truth.desktops)
        desktop.status = core::DesktopStatus::running;
    REQUIRE(scenario.pass_until_settled(20min));
    CHECK(scenario.tasks_with(Outcome::done) == 9);
}

TEST_CASE("lost answers, late effects and a lagging listing make no duplicate that is not reported") {
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        CAPTURE(seed);
        Scenario scenario(seed);
        start_bad_night(scenario);
        REQUIRE(scenario.pass_until_settled(10min));
        check_all_done(scenario);
    }
}

TEST_CASE("a snapshot that FAILED is made again under the next number") {
    Scenario scenario(3);
    scenario.add_desktops(20);
    scenario.policy();
    scenario.cloud.faults.snapshot_fails = 30;
    scenario.start();
    REQUIRE(scenario.pass_until_settled(40min));
    CHECK(scenario.tasks_with(Outcome::done) + scenario.tasks_with(Outcome::failed, Reason::reported_failed) == 30);
    CHECK(scenario.tasks_with(Outcome::done) >= 28);
    CHECK(scenario.events.count(core::EventId::snapshot_failed) > 0);
    check_truth(scenario);
}

TEST_CASE("a missing permission is one problem, not one for each desktop") {
    Scenario scenario;
    scenario.add_desktops(50);
    scenario.policy();
    scenario.cloud.faults.forbidden = true;
    scenario.start();
    REQUIRE(scenario.pass_until_settled(40min));
    CHECK(scenario.tasks_with(Outcome::failed, Reason::permission) == 75);
    CHECK(scenario.events.count(core::EventId::root_cause) <= 4);  // said again every ten minutes
    CHECK(scenario.events.count(core::EventId::task_failed) <= 3);
}

TEST_CASE("a rate limit that nobody told is kept, and nothing is lost") {
    Scenario scenario;
    scenario.add_desktops(100);
    scenario.policy();
    scenario.cloud.faults.creates_per_second = 5;
    scenario.start();
    REQUIRE(scenario.pass_until_settled(10min));
    CHECK(scenario.tasks_with(Outcome::done) == 150);
    CHECK(scenario.cloud.throttled < 60);
    check_truth(scenario);
}

TEST_CASE("a policy that is removed in mid-run: unsent tasks are skipped, sent ones followed") {
    Scenario scenario;
    scenario.add_desktops(100);
    scenario.policy();
    scenario.start();
    scenario.pass(31s);
    scenario.reload(without(scenario.policies, "nightly"));
    scenario.pass(2min);
    const std::size_t done = scenario.tasks_with(Outcome::done);
    CHECK(done == scenario.cloud.creates);
    CHECK(scenario.tasks_with(Outcome::skipped, Reason::policy_removed) == 150 - done);
    check_truth(scenario);
}

TEST_CASE("what is reloaded while a slot is being stored holds for that slot too") {
    Scenario scenario;
    scenario.add_desktops(4);
    const auto policy = scenario.policy();
    scenario.daemon.ledger_delay = 3s;
    scenario.start();
    const core::WallTime due = std::chrono::ceil<std::chrono::minutes>(scenario.time.wall());
    scenario.pass(due + 4s - scenario.time.wall());  // the ledger was asked for it, and has not stored it yet
    REQUIRE(scenario.events.count(core::EventId::slot_opened) == 0);
    Reason reason = Reason::policy_removed;
    SUBCASE("removed") {
        scenario.reload(without(scenario.policies, "nightly"));
    }
    SUBCASE("observed") {
        core::Policy observed = *policy;
        observed.mode = core::Mode::observe;
        scenario.reload({std::make_shared<const core::Policy>(std::move(observed))});
        reason = Reason::observed;
    }
    scenario.pass(5min);
    CHECK(scenario.events.count(core::EventId::slot_opened) == 1);
    CHECK(scenario.cloud.creates == 0);
    CHECK(scenario.tasks_with(Outcome::skipped, reason) == 6);
}

TEST_CASE("a first start waits for the next slot") {
    Scenario scenario;
    scenario.add_desktops(2);
    scenario.policy([](core::Policy& policy) {
        policy.schedule = tests::due("0 17 * * *");  // an hour ago
    });
    scenario.start();
    scenario.pass(2h);
    CHECK(scenario.truth.snapshots().empty());
    CHECK(scenario.daemon.engine().ready());
}

TEST_CASE("two schedules of a policy that meet make one slot, apart they make two") {
    Scenario scenario;
    scenario.add_desktops(2);
    scenario.policy([](core::Policy& policy) {
        const core::FixedGrid minutes{5min, {}};
        std::vector<core::Recurrence> recurrences = tests::due("2,10 18 * * *").timetable.recurrences();
        recurrences.push_back(core::grid_recurrence(minutes, absl::UTCTimeZone()));
        policy.schedule.timetable = core::Timetable(recurrences);
        policy.rules.window = 1min;
    });
    scenario.start();
    scenario.pass(12min);  // until 18:12:30: 18:02, 18:05, and 18:10 of both
    CHECK(scenario.events.count(core::EventId::slot_opened) == 3);
    CHECK(scenario.truth.snapshots().size() == 9);
    const auto status = scenario.daemon.engine().status();
    CHECK(status.policies.front().schedule == "2,10 18 * * * UTC; every 5m");
    CHECK(status.policies.front().next_slot_local == "2026-11-24 18:15 UTC");
}

TEST_CASE("a slot that falls due while another one is being stored opens at once") {
    Scenario scenario;
    scenario.add_desktops(2);
    scenario.policy({}, "first");
    scenario.policy(
        [](core::Policy& policy) { policy.schedule = tests::due("1 1 18 * * *", core::CronDialect::cron_seconds); },
        "one-second-later");
    scenario.daemon.ledger_delay = 3s;
    scenario.start();
    REQUIRE(scenario.pass_until([&] { return scenario.events.count(core::EventId::slot_opened) == 1; }, 1min));
    const core::SteadyTime first = scenario.time.now();
    REQUIRE(scenario.pass_until([&] { return scenario.events.count(core::EventId::slot_opened) == 2; }, 1min));
    CHECK(scenario.time.now() - first <= 6s);  // one question to the ledger and one commit
}

TEST_CASE("what ends otherwise than done is told within seconds, as one event, while the slot goes on") {
    Scenario scenario;
    scenario.add_desktops(40);
    for (auto& [id, desktop] : scenario.truth.desktops)
        if (id <= "ecd-020") desktop.status = core::DesktopStatus::hibernated;
    scenario.cloud.faults.snapshot_least = scenario.cloud.faults.snapshot_most = 10min;
    scenario.policy();
    scenario.start();
    REQUIRE(scenario.pass_until([&] { return scenario.tasks_with(Outcome::skipped) == 30; }, 1min));
    scenario.pass(6s);
    REQUIRE(scenario.events.count(core::EventId::task_skipped) == 1);
    CHECK(scenario.events.last(core::EventId::task_skipped)->message.starts_with("30 disks"));
    CHECK(scenario.events.count(core::EventId::slot_finished) == 0);
}

TEST_CASE("a slot that nothing is left to wait for closes when its window ends") {
    Scenario scenario;
    scenario.add_desktops(2);
    scenario.policy();
    scenario.start();
    REQUIRE(scenario.pass_until_settled(5min));
    const auto open_slots = [&] { return scenario.daemon.disk->contents().open_slots.size(); };
    scenario.pass(20min);
    CHECK(open_slots() == 1);
    scenario.pass(10min);
    CHECK(open_slots() == 0);
}

TEST_CASE(
    "a snapshot that takes long is asked for more and more seldom, and its end is noticed in a tenth of its time") {
    Scenario scenario;
    scenario.add_desktops(1);
    scenario.policy();
    scenario.start();
    scenario.cloud.faults.snapshot_least = scenario.cloud.faults.snapshot_most = 20min;
    REQUIRE(scenario.pass_until([&] { return scenario.cloud.creates == 1; }, 2min));
    const std::uint64_t before = scenario.cloud.reads;
    scenario.pass(19min);
    CHECK(scenario.cloud.reads - before <= 90);  // every 2 s it were 570
    CHECK(scenario.tasks_with(Outcome::done) == 0);
    scenario.pass(1min + 65s);
    CHECK(scenario.tasks_with(Outcome::done) == 1);
}

TEST_CASE("while the clock is wrong no slot opens; when it is right again the slot runs once") {
    Scenario scenario;
    scenario.add_desktops(2);
    scenario.policy();
    scenario.start();
    scenario.pass(5s);
    scenario.daemon.clock().step_wall(20min);
    scenario.pass(5min);
    CHECK(scenario.cloud.creates == 0);
    CHECK(scenario.events.count(core::EventId::clock_untrusted) == 1);
    scenario.daemon.clock().step_wall(-20min);
    REQUIRE(scenario.pass_until_settled(5min));
    CHECK(scenario.tasks_with(Outcome::done) == 3);
    CHECK(scenario.events.count(core::EventId::clock_trusted) == 1);
}

TEST_CASE("a clock that steps far ahead while one policy's slot is being stored opens and passes nothing of the next") {
    Scenario scenario;
    scenario.add_desktops(2);
    scenario.policy();
    scenario.policy([](core::Policy& policy) { policy.schedule = tests::due("4 18 * * *"); }, "weekly");
    scenario.daemon.ledger_delay = 4s;
    scenario.start();
    scenario.pass(25s);  // the first one's slot is on its way to the ledger
    REQUIRE(scenario.events.count(core::EventId::slot_opened) == 0);
    scenario.daemon.clock().step_wall(73 * 365 * 24h);
    scenario.pass(2min);
    CHECK(scenario.events.count(core::EventId::slot_opened) == 1);
    CHECK(scenario.events.count(core::EventId::slot_missed) == 0);
    scenario.daemon.clock().step_wall(-73 * 365 * 24h);
    scenario.pass(1h);
    CHECK(scenario.events.count(core::EventId::slot_missed) == 0);
    CHECK(scenario.events.count(core::EventId::slot_opened) == 2);
    CHECK(scenario.tasks_with(Outcome::done) == 6);
}

TEST_CASE("a clock that steps in mid-run is told with the next answer, once each way") {
    Scenario scenario;
    scenario.add_desktops(300);
    scenario.limits.requests_per_second = 10;
    scenario.policy();
    scenario.start();
    REQUIRE(scenario.pass_until([&] { return scenario.cloud.creates > 20; }, 2min));
    for (const auto by : {20min, -20min}) {
        scenario.daemon.clock().step_wall(by);
        scenario.pass(1s);
        CHECK(scenario.events.count(core::EventId::clock_untrusted) == (by > 0min ? 1 : 2));
        scenario.daemon.clock().step_wall(-by);
        scenario.pass(1s);
        CHECK(scenario.events.count(core::EventId::clock_trusted) == (by > 0min ? 1 : 2));
    }
    REQUIRE(scenario.pass_until_settled(5min));
    CHECK(scenario.tasks_with(Outcome::done) == 450);
}

TEST_CASE("a run that a person asks for is a slot of its own and starts at once") {
    Scenario scenario;
    scenario.add_desktops(4);
    scenario.policy([](core::Policy& policy) {
        policy.schedule = tests::due("0 3 * * *");
        policy.rules.spread = 10min;
    });
    scenario.start();
    scenario.pass(5s);
    const auto slot = scenario.run("nightly");
    REQUIRE(slot.has_value());
    REQUIRE(scenario.pass_until_settled(1min));
    CHECK(scenario.tasks_with(Outcome::done) == 6);
    CHECK(scenario.run("nihgtly").has_error());
}

TEST_CASE("two daemons of one owner notice each other") {
    Scenario first;
    first.add_desktops(60);
    first.policy();
    first.start();
    first.pass(31s);
    // The other daemon's snapshots, as they stand in the shared account.
    core::Stamp stamp;
    stamp.owner = "main";
    stamp.slot =
        core::SlotKey{"nightly", std::chrono::floor<std::chrono::seconds>(first.time.wall()), core::SlotKind::manual};
    stamp.start_token = "other7";
    simulation::TrueSnapshot foreign;
    foreign.shown.id = "s-other";
    foreign.shown.name = "someone-else";
    foreign.shown.description = core::description_with(stamp, "");
    foreign.shown.desktop_id = "ecd-050";
    foreign.shown.created = std::chrono::floor<std::chrono::seconds>(first.time.wall());
    foreign.ends_at = first.time.wall();
    first.truth.add(foreign);
    first.pass(10s);
    CHECK(first.events.count(core::EventId::second_daemon) == 1);
    CHECK_FALSE(first.daemon.engine().ready());
    first.pass(30min);
    CHECK(first.daemon.engine().ready());  // nothing more was seen of it
}

TEST_CASE("descriptions that come back cut are told once, and names identify alone") {
    Scenario scenario(11);
    scenario.add_desktops(60);
    scenario.policy();
    harsh(scenario.cloud.faults);
    scenario.cloud.faults.description_cut = 0;
    scenario.start();
    REQUIRE(scenario.pass_until_settled(20min));
    CHECK(scenario.events.count(core::EventId::stamp_differs) == 1);
    CHECK(scenario.tasks_with(Outcome::done) == 90);
    check_truth(scenario);
}
