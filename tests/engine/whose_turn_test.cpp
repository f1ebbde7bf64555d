// Whose snapshot is made when, in virtual time: priority, concurrency, preferred states, and what is unchanged.
#include "engine/scenario.hpp"
#include "engine/scenario_checks.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>

using namespace ecdsnap;
using namespace ecdsnap::tests;
using namespace std::chrono_literals;
using core::Outcome;
using core::Reason;

namespace {

std::map<std::string, std::size_t> in_progress(const Scenario& scenario) {
    std::map<std::string, std::size_t> found{{"all", 0}};
    for (const auto& snapshot : scenario.truth.snapshots()) {
        if (snapshot.removed || snapshot.status(scenario.time.wall()) != core::SnapshotStatus::progressing) continue;
        ++found["all"];
        ++found[scenario.truth.desktops.at(snapshot.shown.desktop_id).office_site_id];
    }
    return found;
}

// The most that were in progress at once, by office site and "all", until everything is settled.
std::map<std::string, std::size_t> most_in_progress(Scenario& scenario, core::Millis at_most) {
    std::map<std::string, std::size_t> most;
    for (core::Millis passed{0}; passed < at_most; passed += 2s) {
        scenario.pass(2s);
        for (const auto& [office, count] : in_progress(scenario))
            most[office] = std::max(most[office], count);
    }
    return most;
}

}  // namespace

TEST_CASE("no more snapshots of a policy are in progress than it allows, and all of them are made") {
    Scenario scenario;
    scenario.add_desktops(20);
    scenario.policy([](core::Policy& policy) { policy.rules.concurrency.per_site = 4; });
    scenario.cloud.faults.snapshot_least = 20s;
    scenario.cloud.faults.snapshot_most = 60s;
    scenario.start();
    const auto most = most_in_progress(scenario, 29min);
    CHECK(most.at("all") == 4);
    CHECK(scenario.tasks_with(Outcome::done) == 30);
}

TEST_CASE("an office site has its own limit, and one that is slow does not hold up the others") {
    Scenario scenario;
    scenario.add_desktops(20);
    for (auto& [id, desktop] : scenario.truth.desktops)
        desktop.office_site_id = id < "ecd-016" ? "large" : "small";
    scenario.policy([](core::Policy& policy) { policy.rules.concurrency = {6, 2}; });
    scenario.cloud.faults.snapshot_least = scenario.cloud.faults.snapshot_most = 30s;
    scenario.start();
    const auto most = most_in_progress(scenario, 29min);
    CHECK(most.at("all") == 4);
    CHECK(most.at("large") == 2);
    CHECK(most.at("small") == 2);
    CHECK(scenario.tasks_with(Outcome::done) == 30);
}

TEST_CASE("what a limit leaves no time for is missed for that reason, and told with it") {
    Scenario scenario;
    scenario.add_desktops(20);
    scenario.policy([](core::Policy& policy) { policy.rules.concurrency.per_site = 1; });
    scenario.cloud.faults.snapshot_least = scenario.cloud.faults.snapshot_most = 5min;
    scenario.start();
    scenario.pass(2h);
    const auto done = scenario.tasks_with(Outcome::done);
    CHECK(done >= 5);
    CHECK(done <= 7);
    CHECK(scenario.tasks_with(Outcome::missed, Reason::concurrency) == 30 - done);
}

TEST_CASE("lost answers, FAILED snapshots, a pause and kills neither exceed a limit nor block it") {
    for (std::uint64_t seed = 1; seed <= 8; ++seed) {
        CAPTURE(seed);
        Scenario scenario(seed);
        scenario.add_desktops(16);
        scenario.policy([](core::Policy& policy) {
            policy.rules.concurrency.per_site = 3;
            policy.rules.window = 6h;
        });
        scenario.cloud.faults.snapshot_least = 5s;
        scenario.cloud.faults.snapshot_most = 40s;
        scenario.cloud.faults.snapshot_fails = 10;
        scenario.cloud.faults.lost_after_effect = 10;
        scenario.cloud.faults.lost_before_effect = 10;
        scenario.start();
        std::map<std::string, std::size_t> most;
        for (int round = 0; round < 6; ++round) {
            most["all"] = std::max(most["all"], most_in_progress(scenario, 3min)["all"]);
            scenario.kill();
            scenario.start();
        }
        CHECK(scenario.pass_until_settled(6h));
        CHECK(most["all"] <= 3);
        CHECK(scenario.tasks_with(Outcome::done) == 24);
        CHECK(scenario.unreported_duplicates().empty());
    }
}

TEST_CASE("a task that is done keeps its place while another send of its may have made a second snapshot") {
    Scenario scenario;
    scenario.add_desktops(3);
    scenario.policy([](core::Policy& policy) {
        policy.disks.data = false;
        policy.rules.concurrency.per_site = 1;
        policy.rules.window = 3h;
    });
    scenario.cloud.faults.lost_after_effect = 100;
    scenario.cloud.faults.list_lag = 80s;
    scenario.start();
    REQUIRE(scenario.pass_until([&] { return scenario.cloud.creates == 1; }, 2min));
    scenario.pass(5s);
    scenario.cloud.faults.snapshot_least = scenario.cloud.faults.snapshot_most = 75s;  // over before it is listed
    REQUIRE(scenario.pass_until([&] { return scenario.cloud.creates == 2; }, 75s));
    scenario.pass(5s);
    scenario.cloud.faults.lost_after_effect = 0;
    REQUIRE(scenario.truth.snapshots().size() == 2);
    REQUIRE(scenario.pass_until([&] { return scenario.tasks_with(Outcome::done) == 1; }, 2min));
    REQUIRE(in_progress(scenario)["all"] == 1);
    CHECK(most_in_progress(scenario, 60min)["all"] == 1);
    CHECK(scenario.tasks_with(Outcome::done) == 3);
}

TEST_CASE("the higher priority goes first where the rate limit leaves room for few, whatever its window") {
    Scenario scenario;
    scenario.add_desktops(30);
    scenario.limits.requests_per_second = 2;
    scenario.limits.in_flight = 2;
    scenario.policy(
        [](core::Policy& policy) {
            policy.disks.system = false;
            policy.rules.window = 20min;
        },
        "patient");
    scenario.policy(
        [](core::Policy& policy) {
            policy.rules.priority = 90;
            policy.disks.data = false;
            policy.rules.window = 3h;
        },
        "urgent");
    scenario.start();
    scenario.pass(1h);
    std::size_t urgent = 0;
    std::size_t patient_before = 0;
    for (const auto& snapshot : scenario.truth.snapshots()) {
        const bool is_urgent = snapshot.shown.name.starts_with("urgent");
        urgent += is_urgent;
        if (!is_urgent && urgent < 30) ++patient_before;
    }
    CHECK(urgent == 30);
    CHECK(patient_before <= 4);  // what had its turn before the other slot was open
}

TEST_CASE("a desktop in use is waited for, and taken all the same shortly before the window ends") {
    Scenario scenario;
    scenario.add_desktops(3);
    scenario.desktop("ecd-001").session = core::Session::connected;
    scenario.desktop("ecd-002").session = core::Session::none;
    scenario.desktop("ecd-003").session = core::Session::connected;
    scenario.policy([](core::Policy& policy) {
        policy.disks.data = false;
        policy.rules.window = 2h;
        policy.rules.states.prefer = core::Preference::no_session;
        policy.rules.states.prefer_until = 20min;
    });
    scenario.start();
    scenario.pass(10min);
    CHECK(scenario.truth.snapshots().size() == 1);
    CHECK(scenario.tasks_with(Outcome::none) == 2);
    scenario.desktop("ecd-003").session = core::Session::none;
    scenario.pass(6min);
    CHECK(scenario.truth.snapshots().size() == 2);
    scenario.pass(80min);
    CHECK(scenario.truth.snapshots().size() == 2);
    scenario.pass(20min);
    CHECK(scenario.tasks_with(Outcome::done) == 3);
}

TEST_CASE("a desktop that stays Stopped has one snapshot, and further slots are recorded as skipped with its name") {
    Scenario scenario;
    scenario.add_desktops(3);
    scenario.desktop("ecd-001").status = core::DesktopStatus::stopped;
    scenario.desktop("ecd-003").status = core::DesktopStatus::stopped;
    scenario.policy([](core::Policy& policy) {
        policy.disks.data = false;
        policy.schedule =
            due("10 18 * * *");  // not in the first minutes, in which nobody knows since when it is Stopped
        policy.rules.skip_unchanged = 7 * 24h + 1h;
    });
    scenario.start();
    scenario.pass(4h);
    CHECK(scenario.tasks_with(Outcome::done) == 3);
    scenario.pass(24h);
    CHECK(scenario.tasks_with(Outcome::done) == 4);
    CHECK(scenario.tasks_with(Outcome::skipped, Reason::unchanged) == 2);
    for (const auto& entry : scenario.history())
        if (entry.task && entry.task->reason == Reason::unchanged) {
            const std::string detail = entry.task->detail;
            const auto* named = scenario.truth.find(detail.substr(0, detail.find(' ')));
            REQUIRE(named != nullptr);
            CHECK(named->shown.desktop_id == entry.task->desktop_id);
        }

    SUBCASE("one that ran in between has changed") {
        scenario.desktop("ecd-001").status = core::DesktopStatus::running;
        scenario.pass(1h);
        scenario.desktop("ecd-001").status = core::DesktopStatus::stopped;
        scenario.pass(23h);
        CHECK(scenario.tasks_with(Outcome::done) == 6);
        CHECK(scenario.tasks_with(Outcome::skipped, Reason::unchanged) == 3);
    }
    SUBCASE("a snapshot that somebody deleted does not count") {
        for (std::size_t place = 0; place < scenario.truth.snapshots().size(); ++place)
            if (scenario.truth.snapshots()[place].shown.desktop_id == "ecd-003") scenario.truth.remove(place);
        scenario.pass(24h);
        CHECK(scenario.tasks_with(Outcome::done) == 6);
        CHECK(scenario.tasks_with(Outcome::skipped, Reason::unchanged) == 3);
    }
    SUBCASE("after a restart nobody knows what it did meanwhile") {
        scenario.kill();
        scenario.start();
        scenario.pass(24h);
        CHECK(scenario.tasks_with(Outcome::done) == 7);
    }
    SUBCASE("a person who asks for a run gets one") {
        REQUIRE(scenario.run("nightly").has_value());
        scenario.pass(10min);
        CHECK(scenario.tasks_with(Outcome::done) == 7);
    }
    SUBCASE("until its snapshot is too old") {
        scenario.pass(6 * 24h);
        CHECK(scenario.tasks_with(Outcome::skipped, Reason::unchanged) == 2 * 7);
        scenario.pass(24h);
        CHECK(scenario.tasks_with(Outcome::skipped, Reason::unchanged) == 2 * 7);
        scenario.pass(24h);
        CHECK(scenario.tasks_with(Outcome::skipped, Reason::unchanged) == 2 * 8);
    }
}

TEST_CASE("a desktop may have run while the machine slept: it is not taken for unchanged") {
    for (std::uint64_t seed = 1; seed <= 8; ++seed) {
        CAPTURE(seed);
        Scenario scenario(seed);
        scenario.add_desktops(1);
        scenario.desktop("ecd-001").status = core::DesktopStatus::stopped;
        scenario.policy([](core::Policy& policy) {
            policy.schedule = due("10 * * * *");
            policy.rules.skip_unchanged = 7 * 24h;
        });
        scenario.start();
        scenario.pass(2h);
        REQUIRE(scenario.tasks_with(Outcome::done) == 1);
        REQUIRE(scenario.tasks_with(Outcome::skipped, Reason::unchanged) == 1);
        scenario.cloud.faults.latency_most = 3s;
        scenario.daemon.clock().suspend_until(scenario.time.now() + 25min);  // from 20:00:30, over a slot
        scenario.pass(40min);
        CHECK(scenario.tasks_with(Outcome::done) == 2);
        CHECK(scenario.tasks_with(Outcome::skipped, Reason::unchanged) == 1);
    }
}
