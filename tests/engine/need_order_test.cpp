// Night after night in which not all can be sent.
#include "engine/scenario.hpp"
#include "engine/scenario_checks.hpp"

#include <doctest/doctest.h>

#include <map>

using namespace ecdsnap;
using namespace ecdsnap::tests;
using namespace std::chrono_literals;
using core::Outcome;

namespace {

// 150 disks, of which a window of five minutes at a create every five seconds takes 60; a slot every half hour.
void start_narrow_nights(Scenario& scenario) {
    scenario.add_desktops(100);
    scenario.policy([](core::Policy& policy) {
        policy.schedule = due("*/30 * * * *");
        policy.rules.window = 5min;
    });
    scenario.cloud.faults.creates_per_second = 0.2;
    scenario.start();
    REQUIRE(scenario.pass_until([&] { return scenario.cloud.creates > 0; }, 31min));
}

// By disk: how many slots it was done in.
std::map<std::string, int> done_by_disk(Scenario& scenario) {
    std::map<std::string, int> done;
    for (const ports::HistoryEntry& entry : scenario.history()) {
        if (!entry.task) continue;
        int& count = done[entry.task->desktop_id + " " + core::text(entry.task->disk)];
        if (entry.task->outcome == Outcome::done) ++count;
    }
    return done;
}

}  // namespace

TEST_CASE("where a window takes a third of the disks, each has its turn every third slot") {
    Scenario scenario;
    start_narrow_nights(scenario);
    scenario.pass(5 * 30min + 10min);
    const auto done = done_by_disk(scenario);
    REQUIRE(done.size() == 150);
    for (const auto& disk : done) {
        CAPTURE(disk.first);
        CHECK(disk.second >= 1);
        CHECK(disk.second <= 3);
    }
    check_truth(scenario);
}

TEST_CASE("who was left out goes first in the next slot, also after a restart") {
    Scenario scenario;
    start_narrow_nights(scenario);
    scenario.pass(10min);  // the first slot is over
    std::map<std::string, int> first = done_by_disk(scenario);
    const std::size_t sent = scenario.tasks_with(Outcome::done);
    REQUIRE(sent > 20);
    REQUIRE(sent < 75);
    scenario.kill();
    scenario.start();
    scenario.pass(35min);
    std::size_t again = 0;
    for (const auto& [disk, count] : done_by_disk(scenario))
        if (first[disk] == 1 && count == 2) ++again;
    CHECK(again == 0);
    CHECK(scenario.tasks_with(Outcome::done) > sent);
}

TEST_CASE("a window that is going to be too short is told ahead, with how many it leaves over") {
    Scenario scenario;
    start_narrow_nights(scenario);
    REQUIRE(scenario.pass_until([&] { return scenario.events.count(core::EventId::window_too_short) == 1; }, 5min));
    scenario.pass(2min);  // by then the speed has been measured
    const ports::Status status = scenario.daemon.engine().status();
    REQUIRE(status.policies.front().open_slots.size() == 1);
    const core::Slot slot = status.policies.front().open_slots.front();
    REQUIRE(slot.outlook);
    REQUIRE(scenario.pass_until_settled(10min));
    const auto missed = scenario.tasks_with(Outcome::missed);
    CHECK(slot.outlook->left_over >= missed * 8 / 10);
    CHECK(slot.outlook->left_over <= missed * 12 / 10);
    CHECK(scenario.events.count(core::EventId::window_too_short) == 1);
}

TEST_CASE("while a slot runs it is said when it will be at its end") {
    Scenario scenario;
    scenario.add_desktops(200);
    scenario.policy();
    scenario.cloud.faults.creates_per_second = 1;
    scenario.start();
    REQUIRE(scenario.pass_until([&] { return scenario.cloud.creates >= 100; }, 10min));
    scenario.pass(31s);
    const core::Slot slot = scenario.daemon.engine().status().policies.front().open_slots.front();
    REQUIRE(slot.outlook);
    const core::WallTime expected = slot.outlook->end;
    REQUIRE(scenario.pass_until_settled(10min));
    CHECK_FALSE(scenario.daemon.engine().status().policies.front().open_slots.front().outlook.has_value());
    const core::Millis off = std::chrono::abs(scenario.time.wall() - expected);
    CHECK(off <= 45s);
    CHECK(scenario.events.count(core::EventId::window_too_short) == 0);
}
