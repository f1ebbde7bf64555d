// What the engine makes of learned rates: they are shown, kept over restarts, and a share of them is used.
#include "engine/scenario.hpp"

#include <doctest/doctest.h>

namespace ecdsnap::tests {
namespace {

using namespace std::chrono_literals;

// 60 disks against a limit of two creates a second, which is met by a first slot.
void meet_a_limit(Scenario& scenario) {
    scenario.add_desktops(40);
    scenario.policy();
    scenario.cloud.faults.creates_per_second = 2;
    scenario.cloud.faults.throttle_names = 500ms;
    scenario.start();
    REQUIRE(scenario.pass_until_settled(10min));
    REQUIRE(scenario.tasks_with(core::Outcome::done) == 60);
}

std::optional<double> learned(Scenario& scenario, core::CallKind kind) {
    return scenario.daemon.engine().status().sites.at(0).learned_rates.at(static_cast<std::size_t>(kind));
}

TEST_CASE("a limit that was met is shown in status") {
    Scenario scenario;
    meet_a_limit(scenario);
    REQUIRE(learned(scenario, core::CallKind::create));
    CHECK(*learned(scenario, core::CallKind::create) > 1.7);
    CHECK(*learned(scenario, core::CallKind::create) < 2.4);
    CHECK_FALSE(learned(scenario, core::CallKind::read));
    CHECK(scenario.daemon.engine().status().sites.at(0).requests_per_second_limit < 2.4);
}

TEST_CASE("it is kept over a stop and over a kill, and the next slot begins with it") {
    Scenario scenario;
    meet_a_limit(scenario);
    const double met = learned(scenario, core::CallKind::create).value();
    SUBCASE("stopped") {
        scenario.stop();
    }
    SUBCASE("killed, after the next inventory") {
        scenario.pass(6min);
        scenario.kill();
    }
    scenario.start();
    scenario.pass(10s);
    REQUIRE(learned(scenario, core::CallKind::create));
    CHECK(*learned(scenario, core::CallKind::create) == doctest::Approx(met).epsilon(0.04));
    const std::uint64_t first_slot = scenario.cloud.throttled;
    REQUIRE(scenario.run("nightly").has_value());
    REQUIRE(scenario.pass_until_settled(10min));
    CHECK(scenario.tasks_with(core::Outcome::done) == 120);
    const std::uint64_t second_slot = scenario.cloud.throttled - first_slot;
    CAPTURE(first_slot);
    CHECK(second_slot <= first_slot / 2);
}

TEST_CASE("where a call may leave every twenty seconds only, the last look before a send costs it no second turn") {
    Scenario scenario;
    scenario.add_desktops(12);
    scenario.policy([](core::Policy& policy) { policy.rules.window = 3h; });
    scenario.cloud.faults.creates_per_second = 0.05;
    scenario.start();
    REQUIRE(scenario.pass_until_settled(1h));  // the limit is known now
    const std::uint64_t creates = scenario.cloud.creates;
    const std::uint64_t reads = scenario.cloud.reads;
    scenario.cloud.faults.lost_before_effect = 40;
    REQUIRE(scenario.run("nightly").has_value());
    REQUIRE(scenario.pass_until_settled(15min));  // with a second turn for each look it took 18
    CHECK(scenario.tasks_with(core::Outcome::done) == 36);
    CHECK(scenario.cloud.creates - creates < 36);
    CHECK(scenario.cloud.reads - reads < 90);
    CHECK(scenario.unreported_duplicates().empty());
}

TEST_CASE("a limit of the week before last is found anew") {
    Scenario scenario;
    meet_a_limit(scenario);
    scenario.stop();
    scenario.cloud.faults.creates_per_second = 0;
    scenario.pass(15 * 24h);
    scenario.start();
    scenario.pass(10s);
    CHECK_FALSE(learned(scenario, core::CallKind::create));
}

TEST_CASE("a share leaves a part of the limit that was met to others, and nothing of the ceiling") {
    Scenario scenario;
    scenario.limits.share_percent = 50;
    scenario.limits.requests_per_second = 40;
    scenario.add_desktops(1);
    scenario.start();
    scenario.pass(10s);
    CHECK(scenario.daemon.engine().status().sites.at(0).requests_per_second_limit == doctest::Approx(40));
    scenario.stop();

    Scenario other;
    other.limits.share_percent = 50;
    meet_a_limit(other);
    other.stop();
    other.start();
    other.pass(10s);
    const double met = learned(other, core::CallKind::create).value();
    CHECK(other.daemon.engine().status().sites.at(0).requests_per_second_limit == doctest::Approx(met / 2));
}

}  // namespace
}  // namespace ecdsnap::tests
