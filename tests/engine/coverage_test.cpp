// What the main configuration leaves out, whatever the policies select.
#include "engine/scenario.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace ecdsnap;
using namespace ecdsnap::tests;
using namespace std::chrono_literals;
using core::Outcome;

namespace {

const ports::PolicyStatus nightly_of(Scenario& scenario) {
    return scenario.daemon.engine().status().policies.at(0);
}

}  // namespace

TEST_CASE("an excluded desktop gets no tasks, and is counted") {
    Scenario scenario;
    scenario.add_desktops(3);  // the second one has a data disk
    scenario.policy();
    scenario.daemon.coverage.exclude = core::select_names({"desk 2"});
    scenario.start();
    REQUIRE(scenario.pass_until_settled(1h));
    CHECK(scenario.tasks_with(Outcome::done) == 2);
    CHECK(scenario.history().size() == 2);
    CHECK(nightly_of(scenario).desktops == 2);
    CHECK(nightly_of(scenario).excluded == 1);
    CHECK(scenario.daemon.engine().status().sites.at(0).desktops == 3);
    CHECK(scenario.daemon.engine().status().sites.at(0).excluded == 1);
}

TEST_CASE("a run by hand leaves out what is excluded, too") {
    Scenario scenario;
    scenario.add_desktops(3);
    scenario.policy();
    scenario.daemon.coverage.exclude = core::select_names({"desk 1", "desk 2"});
    scenario.start();
    scenario.pass(5s);
    REQUIRE(scenario.run("nightly").has_value());
    CHECK(scenario.history().size() == 1);
}

TEST_CASE(
    "a reload changes what is excluded: what is no longer excluded joins the open slot, what is keeps its tasks") {
    Scenario scenario;
    scenario.add_desktops(3);
    scenario.policy([](core::Policy& policy) { policy.rules.spread = 20min; });
    scenario.daemon.coverage.exclude = core::select_names({"desk 1"});
    scenario.start();
    scenario.pass(1min);
    CHECK(nightly_of(scenario).open_slots.at(0).counts.tasks == 3);
    scenario.daemon.coverage.exclude = core::select_names({"desk 3"});
    scenario.reload(scenario.policies);
    scenario.pass(1min);
    CHECK(nightly_of(scenario).open_slots.at(0).counts.tasks == 4);
    CHECK(nightly_of(scenario).excluded == 1);
    REQUIRE(scenario.pass_until_settled(1h));
    CHECK(scenario.tasks_with(Outcome::done) == 4);
}

TEST_CASE("desktops opt out and choose their policy by their tags, where that counts") {
    Scenario scenario;
    scenario.add_desktops(3);
    scenario.policy();
    scenario.policy([](core::Policy& policy) { policy.select = core::select_names({"desk 9"}); }, "gold");
    scenario.desktop("ecd-001").tags = {{"ecdsnap:skip", "true"}};
    scenario.desktop("ecd-003").tags = {{"ecdsnap:policy", "gold"}};
    scenario.daemon.coverage.skip_tag_counts = true;
    scenario.daemon.coverage.policy_tag_counts = true;
    scenario.start();
    REQUIRE(scenario.pass_until_settled(1h));
    scenario.pass(5min);
    std::vector<std::string> made;
    for (const auto& entry : scenario.history())
        if (entry.task) made.push_back(entry.slot.key.policy + " " + entry.task->desktop_id);
    std::sort(made.begin(), made.end());
    CHECK(made == std::vector<std::string>{"gold ecd-003", "nightly ecd-002", "nightly ecd-002"});
    CHECK(nightly_of(scenario).excluded == 1);
    CHECK(scenario.daemon.engine().status().sites.at(0).excluded == 1);
}
