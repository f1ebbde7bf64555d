// Policies over the same disks, of which one waits for an approval.
#include "engine/approval_stage.hpp"

using namespace ecdsnap;
using namespace ecdsnap::tests;
using namespace std::chrono_literals;
using core::EventId;
using core::Outcome;

TEST_CASE("a policy that nobody approved keeps no other one from the same disks, whatever its overlap") {
    for (const auto overlap : {core::Overlap::queue, core::Overlap::skip}) {
        CAPTURE(core::text(overlap));
        Scenario scenario;
        guarded(scenario);
        for (const char* name : {"second", "third"})
            scenario.policy(
                [&](core::Policy& policy) {
                    policy.rules.overlap = overlap;
                    policy.schedule = tests::due(policy.name == "second" ? "2 18 * * *" : "5 18 * * *");
                },
                name);
        scenario.cloud.faults.snapshot_least = scenario.cloud.faults.snapshot_most = 30s;
        scenario.start();
        scenario.pass(10min);
        CHECK(scenario.tasks_with(Outcome::done) == 60);
        CHECK(scenario.tasks_with(Outcome::none) == 30);
        scenario.kill();
        scenario.start();
        scenario.pass(1min);
        REQUIRE(approve(scenario).has_value());
        scenario.pass(5min);
        CHECK(scenario.tasks_with(Outcome::done) == 90);
        check_truth(scenario);
    }
}

TEST_CASE("beside a policy that nobody approved the others go one after the other") {
    Scenario scenario;
    guarded(scenario);
    scenario.policy([](core::Policy& policy) { policy.schedule = tests::due("2 18 * * *"); }, "second");
    scenario.policy([](core::Policy& policy) { policy.schedule = tests::due("3 18 * * *"); }, "third");
    scenario.cloud.faults.snapshot_least = scenario.cloud.faults.snapshot_most = 2min;
    scenario.start();
    scenario.pass(10min);
    CHECK(scenario.tasks_with(Outcome::done) == 60);
    CHECK(scenario.cloud.creates == 60);
}

TEST_CASE("approved while another policy's snapshot of the disk is under way, it waits for that one") {
    Scenario scenario;
    guarded(scenario);
    scenario.policy([](core::Policy& policy) { policy.schedule = tests::due("2 18 * * *"); }, "second");
    scenario.policy([](core::Policy& policy) { policy.schedule = tests::due("3 18 * * *"); }, "third");
    scenario.cloud.faults.snapshot_least = scenario.cloud.faults.snapshot_most = 2min;
    scenario.start();
    scenario.pass(3min);  // the third one's wait for the second one's
    REQUIRE(approve(scenario).has_value());
    const auto sent = scenario.cloud.creates;
    CHECK(sent == 30);
    scenario.pass(15s);
    CHECK(scenario.cloud.creates == sent);
    scenario.pass(12min);
    CHECK(scenario.tasks_with(Outcome::done) == 90);
    CHECK(scenario.cloud.creates == 90);  // none was refused as busy
    check_truth(scenario);
}

TEST_CASE("desktops that join a slot and hold it let other policies' tasks go that waited behind its own") {
    Scenario scenario;
    scenario.add_desktops(10);
    scenario.policy([](core::Policy& policy) {
        policy.approve_above = 10;
        policy.rules.spread = 29min;
    });
    scenario.policy([](core::Policy& policy) { policy.schedule = tests::due("2 18 * * *"); }, "second");
    scenario.start();
    scenario.pass(3min);
    const auto before = scenario.tasks_with(Outcome::done);
    CHECK(before < 15);
    scenario.add_desktops(11);
    scenario.pass(8min);
    CHECK(scenario.events.count(EventId::approval_needed) == 1);
    std::size_t second = 0;
    for (const auto& entry : scenario.history())
        second += entry.task && entry.slot.key.policy == "second" && entry.task->outcome == Outcome::done;
    CHECK(second == 16);
}
