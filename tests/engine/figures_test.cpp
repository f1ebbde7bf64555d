// What the engine counts and measures for metrics, in virtual time: also over kills, and where policies go.
#include "engine/scenario.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <vector>

using namespace ecdsnap;
using namespace std::chrono_literals;
using core::Outcome;
using core::ReasonClass;
using tests::Scenario;

namespace {

// Ten desktops, fifteen disks; a slot each hour on the hour; three hours are promised.
void promised(Scenario& scenario) {
    scenario.add_desktops(10);
    scenario.policy([](core::Policy& policy) {
        policy.schedule = tests::due("0 * * * *");
        policy.objective = core::Objective{3h, 10min, core::SlotSource::schedule};
    });
    scenario.daemon.settings.recall_figures = true;
}

ports::MetricFacts facts_of(Scenario& scenario) {
    return scenario.daemon.engine().metric_facts();
}

std::uint64_t ended(const ports::MetricFacts& facts, Outcome outcome, ReasonClass kind) {
    const auto row = facts.tasks.rows().find("nightly");
    return row == facts.tasks.rows().end() ? 0 : row->second.count(outcome, kind);
}

}  // namespace

TEST_CASE("a night's figures are what happened") {
    Scenario scenario;
    promised(scenario);
    scenario.desktop("ecd-003").status = core::DesktopStatus::expired;
    scenario.start();
    REQUIRE(scenario.pass_until([&] { return scenario.tasks_with(Outcome::done) > 0; }, 2h));
    REQUIRE(scenario.pass_until_settled(20min));
    const auto facts = facts_of(scenario);
    const auto done = scenario.tasks_with(Outcome::done);
    CHECK(ended(facts, Outcome::done, ReasonClass::good) == done);
    CHECK(ended(facts, Outcome::skipped, ReasonClass::state) == scenario.tasks_with(Outcome::skipped));
    CHECK(facts.snapshots.accepted == done);
    CHECK(facts.snapshots.accomplished == done);
    CHECK(facts.past_known);
    CHECK(facts.ages.seconds().count() == done);
    CHECK(facts.ages.never() == scenario.tasks_with(Outcome::skipped));
    CHECK(facts.newest_verified.has_value());
    REQUIRE(facts.sites.size() == 1);
    CHECK(facts.sites[0].calls.count(core::CallAction::create_snapshot, core::CallResult::good) == done);
    CHECK(facts.sites[0].calls.count(core::CallAction::describe_desktops) > 0);
    CHECK(facts.commits.seconds().count() > 0);
    CHECK(facts.starts_last_hour >= 1);
    REQUIRE(facts.policies.size() == 1);
    CHECK(facts.policies[0].last_slot_end.has_value());
    CHECK(facts.policies[0].over_objective == 0);
}

TEST_CASE("what the past tells is right after a kill, as soon as the ledger was read; counters begin anew") {
    Scenario scenario;
    promised(scenario);
    scenario.start();
    REQUIRE(scenario.pass_until([&] { return scenario.tasks_with(Outcome::done) == 15; }, 2h));
    scenario.pass(40min);  // the window is over, and the slot closed
    const auto before = facts_of(scenario);
    scenario.kill();
    scenario.pass(5min);
    scenario.start();
    REQUIRE(scenario.pass_until([&] { return facts_of(scenario).status.ready; }, 2min));
    const auto after = facts_of(scenario);
    CHECK(after.past_known);
    CHECK(after.ages.seconds().count() == 15);
    CHECK(after.newest_verified == before.newest_verified);
    CHECK(after.policies[0].last_slot_end == before.policies[0].last_slot_end);
    REQUIRE(after.status.policies[0].last_slot);
    CHECK(after.status.policies[0].last_slot->counts.done == 15);
    CHECK_FALSE(after.policies[0].last_slot_missed);
    CHECK(ended(after, Outcome::done, ReasonClass::good) == 0);
    CHECK(after.starts_last_hour == 1);
}

TEST_CASE(
    "disks that go without a snapshot for longer than promised are counted; a slot that was missed as a whole is "
    "told") {
    Scenario scenario;
    promised(scenario);
    scenario.start();
    REQUIRE(scenario.pass_until([&] { return scenario.tasks_with(Outcome::done) == 15; }, 2h));
    const std::uint64_t expired = scenario.desktop("ecd-002").has_data_disk ? 2 : 1;
    scenario.desktop("ecd-002").status = core::DesktopStatus::expired;
    scenario.pass(4h);
    CHECK(facts_of(scenario).policies[0].over_objective == 0);
    CHECK(facts_of(scenario).policies[0].over_objective_excused == expired);
    REQUIRE_FALSE(facts_of(scenario).ages.oldest().empty());
    CHECK(facts_of(scenario).ages.oldest()[0].desktop_id == "ecd-002");
    scenario.kill();
    scenario.pass(30h);
    scenario.start();
    REQUIRE(scenario.pass_until([&] { return facts_of(scenario).status.ready; }, 2min));
    CHECK(facts_of(scenario).policies[0].over_objective == 15 - expired);
    CHECK(facts_of(scenario).policies[0].over_objective_excused == expired);
}

TEST_CASE("a desktop that is new counts once it has been known for as long as its policy promises, also over a kill") {
    Scenario scenario;
    promised(scenario);
    scenario.start();
    scenario.pass(5h);  // the policy is older than its objective
    CHECK(facts_of(scenario).policies[0].over_objective == 0);
    core::Desktop fresh;
    fresh.id = "ecd-fresh";
    fresh.name = "new here";
    fresh.status = core::DesktopStatus::pending;
    scenario.truth.desktops.emplace(fresh.id, fresh);
    scenario.pass(2h);
    CHECK(facts_of(scenario).ages.never() == 1);
    CHECK(facts_of(scenario).policies[0].over_objective == 0);
    scenario.pass(4h);
    CHECK(facts_of(scenario).policies[0].over_objective == 1);
    scenario.kill();
    scenario.start();
    REQUIRE(scenario.pass_until([&] { return facts_of(scenario).status.ready; }, 2min));
    CHECK(facts_of(scenario).policies[0].over_objective == 1);
}

TEST_CASE("snapshots that are found after the ledger was lost are as old as they are") {
    Scenario scenario;
    promised(scenario);
    scenario.start();
    REQUIRE(scenario.pass_until([&] { return scenario.tasks_with(Outcome::done) == 15; }, 2h));
    scenario.kill();
    scenario.daemon.disk = std::make_shared<simulation::LedgerState>();
    scenario.pass(4h);
    scenario.start();
    REQUIRE(scenario.pass_until([&] { return facts_of(scenario).ages.seconds().count() > 0; }, 10min));
    REQUIRE_FALSE(facts_of(scenario).ages.oldest().empty());
    CHECK(facts_of(scenario).ages.oldest()[0].age > 3.9 * 3600);
}

TEST_CASE("a moment that lies ahead of a trusted clock is not believed") {
    Scenario scenario;
    promised(scenario);
    scenario.start();
    REQUIRE(scenario.pass_until([&] { return scenario.tasks_with(Outcome::done) == 15; }, 2h));
    scenario.kill();
    core::Task task = scenario.daemon.disk->tasks().begin()->second;
    REQUIRE(task.outcome == Outcome::done);
    task.accepted_at = scenario.time.wall() + 30 * 24h;
    const std::vector<ports::LedgerChange> changes{task};
    scenario.daemon.disk->apply(changes, task.accepted_at);
    scenario.start();
    REQUIRE(scenario.pass_until([&] { return facts_of(scenario).status.ready; }, 2min));
    scenario.pass(5s);
    REQUIRE(facts_of(scenario).newest_verified.has_value());
    CHECK(*facts_of(scenario).newest_verified < scenario.time.wall());
    CHECK(facts_of(scenario).ages.never() == 1);
}

TEST_CASE("a slot whose first task ends as it opens is not over") {
    Scenario scenario;
    promised(scenario);
    scenario.policies.clear();
    scenario.policy([](core::Policy& policy) {
        policy.schedule = tests::due("0 * * * *");
        policy.rules.overlap = core::Overlap::skip;
        policy.rules.window = 10min;
    });
    scenario.start();
    REQUIRE(scenario.pass_until([&] { return scenario.tasks_with(Outcome::done) == 15; }, 2h));
    scenario.cloud.faults.snapshot_least = 3h;
    scenario.cloud.faults.snapshot_most = 3h;
    scenario.pass(75min);  // a slot of which none is finished, when the next one opens
    const auto before = facts_of(scenario).policies[0].last_slot_end;
    REQUIRE(before.has_value());
    core::Desktop fresh;
    fresh.id = "ecd-zzz";
    fresh.status = core::DesktopStatus::running;
    scenario.truth.desktops.emplace(fresh.id, fresh);
    REQUIRE(
        scenario.pass_until([&] { return scenario.tasks_with(Outcome::skipped, core::Reason::overlapped) == 15; }, 2h));
    scenario.pass(1min);
    CHECK(facts_of(scenario).policies[0].last_slot_end == before);
}

TEST_CASE("what belongs to a policy goes with it, and nothing is said of a past that was not asked for") {
    Scenario scenario;
    promised(scenario);
    scenario.start();
    REQUIRE(scenario.pass_until([&] { return scenario.tasks_with(Outcome::done) == 15; }, 2h));
    scenario.reload({});
    scenario.pass(1min);
    const auto facts = facts_of(scenario);
    CHECK(facts.policies.empty());
    CHECK(facts.tasks.rows().empty());
    CHECK(facts.ages.seconds().count() == 0);
    CHECK(facts.ages.never() == 0);

    scenario.kill();
    scenario.daemon.settings.recall_figures = false;
    scenario.start();
    scenario.pass(1min);
    CHECK_FALSE(facts_of(scenario).past_known);
    CHECK(facts_of(scenario).ages.seconds().count() == 0);
}
