// Desktops with time zones of their own under one policy.
#include "core/policy/desktop_zones.hpp"

#include "engine/scenario.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace ecdsnap;
using namespace ecdsnap::tests;
using namespace std::chrono_literals;
using core::Outcome;

namespace {

core::NamedZone zone_named(const std::string& name) {
    core::NamedZone zone{name, {}};
    REQUIRE(absl::LoadTimeZone(name, &zone.zone));
    return zone;
}

// "nightly" at 20:30, in UTC or for a desktop of Berlin at 19:30 UTC; the scenario begins at 18:00:30 UTC.
void in_two_zones(core::Policy& policy) {
    policy.schedule = due("30 20 * * *");
    core::add_zones({zone_named("Europe/Berlin")}, policy.schedule);
}

// "20:30 ecd-001", of all tasks in the ledger.
std::vector<std::string> tasks_of(Scenario& scenario) {
    std::vector<std::string> tasks;
    for (const auto& entry : scenario.history())
        if (entry.task) tasks.push_back(entry.slot.local_time.substr(11) + " " + entry.task->desktop_id);
    std::sort(tasks.begin(), tasks.end());
    return tasks;
}

}  // namespace

TEST_CASE("each desktop has its snapshot at its own zone's time") {
    Scenario scenario;
    scenario.add_desktops(3);  // the second one has a data disk
    scenario.policy(in_two_zones);
    scenario.desktop("ecd-002").tags = {{"ecdsnap:zone", "Europe/Berlin"}};
    scenario.desktop("ecd-003").tags = {{"ecdsnap:zone", "Europe/Bern"}};
    scenario.start();
    scenario.pass(100min);
    CHECK(tasks_of(scenario) == std::vector<std::string>{"20:30 CET ecd-002", "20:30 CET ecd-002"});
    scenario.pass(1h);
    CHECK(tasks_of(scenario) ==
          std::vector<std::string>{"20:30 CET ecd-002", "20:30 CET ecd-002", "20:30 UTC ecd-001", "20:30 UTC ecd-003"});
    CHECK(scenario.tasks_with(Outcome::done) == 4);
    CHECK(scenario.unreported_duplicates().empty());
}

TEST_CASE("after a downtime over both, each desktop is caught up once") {
    Scenario scenario;
    scenario.add_desktops(3);
    scenario.policy(in_two_zones);
    scenario.desktop("ecd-002").tags = {{"ecdsnap:zone", "Europe/Berlin"}};
    scenario.start();
    scenario.pass(10min);
    scenario.kill();
    scenario.pass(4h);
    scenario.start();
    scenario.pass(1h);
    CHECK(tasks_of(scenario).size() == 4);
    CHECK(scenario.tasks_with(Outcome::done) == 4);
    CHECK(scenario.events.count(core::EventId::slot_missed) == 0);
}

TEST_CASE("a desktop that changes its zone gets the next slot of the new one; a run by hand is for all zones") {
    Scenario scenario;
    scenario.add_desktops(1);
    scenario.policy(in_two_zones);
    scenario.start();
    scenario.pass(80min);
    scenario.desktop("ecd-001").tags = {{"ecdsnap:zone", "Europe/Berlin"}};
    scenario.pass(30min);  // 19:50 UTC: the window of Berlin's slot is open, and it joins
    CHECK(tasks_of(scenario) == std::vector<std::string>{"20:30 CET ecd-001"});
    scenario.pass(1h);
    CHECK(tasks_of(scenario).size() == 1);
    REQUIRE(scenario.run("nightly").has_value());
    scenario.pass(10min);
    CHECK(scenario.tasks_with(Outcome::done) == 2);
}

TEST_CASE("a reload with another schedule brings an open slot no desktops of other zones, a restart neither") {
    Scenario scenario;
    scenario.add_desktops(4);
    scenario.policy(in_two_zones);
    scenario.desktop("ecd-002").tags = {{"ecdsnap:zone", "Europe/Berlin"}};
    scenario.start();
    scenario.pass(95min);  // in the window of Berlin's slot
    const auto changed = [](core::Policy& policy) {
        policy.schedule = due("0 23 * * *");
        core::add_zones({zone_named("Europe/Berlin")}, policy.schedule);
    };
    scenario.policies.clear();
    scenario.policy(changed);
    scenario.reload(scenario.policies);
    scenario.desktop("ecd-003").tags = {{"ecdsnap:zone", "Europe/Berlin"}};
    scenario.pass(6min);
    const std::vector<std::string> expected{"20:30 CET ecd-002", "20:30 CET ecd-002", "20:30 CET ecd-003"};
    CHECK(tasks_of(scenario) == expected);
    scenario.kill();
    scenario.start();
    scenario.pass(10min);
    CHECK(tasks_of(scenario) == expected);
}

TEST_CASE("a reload that adds a zone catches nothing up in it") {
    Scenario scenario;
    scenario.add_desktops(2);
    scenario.policy([](core::Policy& policy) { policy.schedule = due("30 20 * * *"); });
    scenario.desktop("ecd-002").tags = {{"ecdsnap:zone", "Europe/Berlin"}};
    scenario.start();
    scenario.pass(2h);  // 20:00 UTC, half an hour after Berlin's time
    core::Policy changed = *scenario.policies.front();
    core::add_zones({zone_named("Europe/Berlin")}, changed.schedule);
    scenario.reload({std::make_shared<const core::Policy>(changed)});
    scenario.pass(1h);
    CHECK(tasks_of(scenario) == std::vector<std::string>{"20:30 UTC ecd-001"});
    CHECK(scenario.events.count(core::EventId::slot_missed) == 0);
    scenario.pass(23h);
    CHECK(tasks_of(scenario) ==
          std::vector<std::string>{"20:30 CET ecd-002", "20:30 CET ecd-002", "20:30 UTC ecd-001"});
}

TEST_CASE("neither does a restart that adds a zone") {
    Scenario scenario;
    scenario.add_desktops(2);
    scenario.policy([](core::Policy& policy) { policy.schedule = due("30 20 * * *"); });
    scenario.desktop("ecd-002").tags = {{"ecdsnap:zone", "Europe/Berlin"}};
    scenario.start();
    scenario.pass(2h);
    scenario.kill();
    scenario.policies.clear();
    scenario.policy(in_two_zones);
    scenario.start();
    scenario.pass(20min);
    CHECK(tasks_of(scenario).empty());
    scenario.pass(1h);
    CHECK(tasks_of(scenario) == std::vector<std::string>{"20:30 UTC ecd-001"});
    CHECK(scenario.events.count(core::EventId::slot_missed) == 0);
}

TEST_CASE("of several slots that were missed a desktop gets its zone's newest one alone") {
    Scenario scenario;
    scenario.add_desktops(3);
    scenario.policy([](core::Policy& policy) {
        policy.schedule = due("30 19,20 * * *");  // in Berlin 18:30 and 19:30 UTC, else 19:30 and 20:30
        core::add_zones({zone_named("Europe/Berlin")}, policy.schedule);
    });
    scenario.desktop("ecd-001").tags = {{"ecdsnap:zone", "Europe/Berlin"}};
    scenario.start();
    scenario.pass(10min);
    scenario.kill();
    scenario.pass(4h);
    scenario.start();
    scenario.pass(1h);
    CHECK(tasks_of(scenario) == std::vector<std::string>{"19:30 UTC ecd-001", "20:30 UTC ecd-002", "20:30 UTC ecd-002",
                                                         "20:30 UTC ecd-003"});
}

TEST_CASE("with an older ledger, a zone's slot of which nothing was sent is not hidden by another zone's later one") {
    Scenario scenario;
    scenario.add_desktops(3);
    scenario.policy([](core::Policy& policy) {
        in_two_zones(policy);
        policy.rules.window = 3h;
    });
    scenario.desktop("ecd-002").tags = {{"ecdsnap:zone", "Europe/Berlin"}};
    scenario.desktop("ecd-002").status = core::DesktopStatus::starting;
    scenario.start();
    scenario.pass(1h);
    const simulation::LedgerState older = scenario.daemon.ledger().copy_state();
    scenario.pass(100min);
    CHECK(scenario.tasks_with(Outcome::done) == 2);
    scenario.kill();
    scenario.daemon.restore(older);
    scenario.desktop("ecd-002").status = core::DesktopStatus::running;
    scenario.start();
    scenario.pass(90min);
    CHECK(tasks_of(scenario) == std::vector<std::string>{"20:30 CET ecd-002", "20:30 CET ecd-002", "20:30 UTC ecd-001",
                                                         "20:30 UTC ecd-003"});
    CHECK(scenario.tasks_with(Outcome::done) == 4);
    CHECK(scenario.unreported_duplicates().empty());
}
