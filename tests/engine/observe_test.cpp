// `mode: observe` in virtual time: slots open, nothing is sent, and the history says what would have been.
#include "engine/scenario.hpp"
#include "engine/scenario_checks.hpp"

#include <doctest/doctest.h>

using namespace ecdsnap;
using namespace ecdsnap::tests;
using namespace std::chrono_literals;
using core::EventId;
using core::Outcome;
using core::Reason;

namespace {

void observes(core::Policy& policy) {
    policy.mode = core::Mode::observe;
}

engine::Policies changed(const Scenario& scenario, core::Mode mode) {
    core::Policy policy = *scenario.policies.front();
    policy.mode = mode;
    return {std::make_shared<const core::Policy>(std::move(policy))};
}

}  // namespace

TEST_CASE("a policy that observes sends nothing, and its history holds the calls that it would have made") {
    Scenario scenario;
    scenario.add_desktops(4);
    scenario.desktop("ecd-001").status = core::DesktopStatus::hibernated;
    scenario.policy(observes);
    scenario.start();
    scenario.pass(1h);
    CHECK(scenario.truth.snapshots().empty());
    CHECK(scenario.cloud.creates == 0);
    CHECK(scenario.events.count(EventId::policy_observes) == 1);
    CHECK(scenario.events.count(EventId::slot_opened) == 1);
    CHECK(scenario.tasks_with(Outcome::skipped, Reason::hibernated) == 1);
    CHECK(scenario.tasks_with(Outcome::skipped, Reason::observed) == 5);
    for (const auto& entry : scenario.history())
        if (entry.task && entry.task->reason == Reason::observed)
            CHECK(entry.task->detail.view().starts_with("would call CreateSnapshot nightly-" + entry.task->desktop_id));
}

TEST_CASE("a reload to observe calls off what is due; what was sent is followed and not made again") {
    Scenario scenario;
    scenario.add_desktops(40);
    scenario.policy([](core::Policy& policy) { policy.rules.spread = 10min; });
    scenario.cloud.faults.snapshot_least = scenario.cloud.faults.snapshot_most = 3min;
    scenario.cloud.faults.snapshot_fails = 100;
    scenario.start();
    scenario.pass(3min);
    const auto sent = scenario.truth.snapshots().size();
    REQUIRE(sent > 5);
    scenario.reload(changed(scenario, core::Mode::observe));
    scenario.pass(10min);
    CHECK(scenario.truth.snapshots().size() == sent);
    CHECK(scenario.tasks_with(Outcome::skipped, Reason::observed) == 60 - sent);
    CHECK(scenario.tasks_with(Outcome::none) == sent);
    scenario.kill();
    scenario.policies = changed(scenario, core::Mode::observe);
    scenario.start();
    scenario.pass(1h);
    CHECK(scenario.truth.snapshots().size() == sent);
    CHECK(scenario.tasks_with(Outcome::failed, Reason::reported_failed) == sent);
}

TEST_CASE("a policy that acts again goes on with what FAILED while it observed") {
    Scenario scenario;
    scenario.add_desktops(4);
    scenario.policy([](core::Policy& policy) { policy.rules.window = 3h; });
    scenario.cloud.faults.snapshot_least = scenario.cloud.faults.snapshot_most = 3min;
    scenario.cloud.faults.snapshot_fails = 100;
    scenario.start();
    scenario.pass(2min);
    scenario.reload(changed(scenario, core::Mode::observe));
    scenario.cloud.faults.snapshot_fails = 0;
    scenario.pass(30min);
    CHECK(scenario.tasks_with(Outcome::none) == 6);
    scenario.reload(changed(scenario, core::Mode::act));
    scenario.pass(10min);
    CHECK(scenario.tasks_with(Outcome::done) == 6);
}
