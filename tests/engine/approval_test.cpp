// Approvals in virtual time: a slot over more desktops than approve_above sends nothing before a person's word,
// whatever path its tasks came by and whatever happens meanwhile.
#include "engine/approval_stage.hpp"

using namespace ecdsnap;
using namespace ecdsnap::tests;
using namespace std::chrono_literals;
using core::EventId;
using core::Outcome;
using core::Reason;

namespace {

engine::Policies changed(const Scenario& scenario, const std::function<void(core::Policy&)>& change) {
    core::Policy policy = *scenario.policies.front();
    change(policy);
    return {std::make_shared<const core::Policy>(std::move(policy))};
}

const ports::PolicyStatus shown(Scenario& scenario) {
    return scenario.daemon.engine().status().policies.at(0);
}

}  // namespace

TEST_CASE("a slot over more desktops than approve_above waits, told once, and is missed with its own reason") {
    Scenario scenario;
    guarded(scenario);
    scenario.start();
    scenario.pass(10min);
    CHECK(scenario.cloud.creates == 0);
    CHECK(scenario.events.count(EventId::approval_needed) == 1);
    const core::Event* told = scenario.events.last(EventId::approval_needed);
    CHECK(told->message ==
          "policy nightly covers 20 desktops, more than the 10 of its approve_above: nothing more of this slot is sent "
          "until `ecdsnap approve nightly`");
    CHECK(shown(scenario).unapproved == 20);
    CHECK(shown(scenario).approve_above == 10U);
    CHECK(scenario.tasks_with(Outcome::none) == 30);
    scenario.pass(25min);
    CHECK(scenario.cloud.creates == 0);
    CHECK(scenario.tasks_with(Outcome::missed, Reason::not_approved) == 30);
    CHECK(scenario.events.count(EventId::approval_needed) == 1);
    CHECK(scenario.events.count(EventId::task_missed) == 1);
    CHECK(shown(scenario).unapproved == 0);
}

TEST_CASE("approved, what waited goes on at once, and later slots need no word") {
    Scenario scenario;
    scenario.add_desktops(20);
    scenario.policy([](core::Policy& policy) {
        policy.approve_above = 10;
        policy.schedule = tests::due("1 * * * *");
    });
    scenario.start();
    scenario.pass(10min);
    CHECK(scenario.cloud.creates == 0);
    const auto approved = approve(scenario);
    REQUIRE(approved.has_value());
    CHECK(approved.value().up_to == 22);
    CHECK(approved.value().by == "uid 1000");
    scenario.pass(5min);
    CHECK(scenario.tasks_with(Outcome::done) == 30);
    CHECK(scenario.events.count(EventId::approved) == 1);
    scenario.kill();
    scenario.start();
    scenario.pass(1h);
    CHECK(scenario.tasks_with(Outcome::done) == 60);
    CHECK(shown(scenario).approval->up_to == 22);
    scenario.add_desktops(22);  // as many as it has room for; the new ones join the slot that is open
    scenario.pass(1h);
    CHECK(scenario.tasks_with(Outcome::done) == 60 + 3 + 33);
    CHECK(scenario.events.count(EventId::approval_needed) == 1);
    scenario.add_desktops(23);
    scenario.pass(1h + 20min);
    CHECK(scenario.tasks_with(Outcome::done) == 60 + 3 + 33);
    CHECK(scenario.tasks_with(Outcome::missed, Reason::not_approved) == 1 + 34);
    CHECK(scenario.events.count(EventId::approval_needed) == 3);
    CHECK(scenario.events.last(EventId::approval_needed)->message.find("(approved: up to 22, by uid 1000 on ") !=
          std::string::npos);
    check_truth(scenario);
}

TEST_CASE("as many desktops as approve_above, an approval beforehand and a policy that observes wait for nobody") {
    for (int form = 0; form < 3; ++form) {
        CAPTURE(form);
        Scenario scenario;
        guarded(scenario, form == 0 ? 10 : 20);
        if (form == 2) scenario.policies = changed(scenario, [](auto& policy) { policy.mode = core::Mode::observe; });
        scenario.start();
        scenario.pass(10s);
        if (form == 1) REQUIRE(approve(scenario, 20).has_value());
        scenario.pass(10min);
        CHECK(scenario.tasks_with(Outcome::none) == 0);
        CHECK(scenario.tasks_with(Outcome::done) == (form == 2 ? 0U : form == 0 ? 15U : 30U));
        CHECK(scenario.events.count(EventId::approval_needed) == 0);
    }
}

TEST_CASE("never more desktops are touched than may be: those that join a slot hold it") {
    Scenario scenario;
    scenario.add_desktops(8);
    scenario.policy([](core::Policy& policy) { policy.approve_above = 10; });
    scenario.start();
    scenario.pass(4min);
    CHECK(scenario.tasks_with(Outcome::done) == 12);
    scenario.add_desktops(9);
    scenario.pass(7min);
    CHECK(scenario.tasks_with(Outcome::done) == 13);
    scenario.add_desktops(100);
    scenario.pass(6min);
    CHECK(scenario.events.count(EventId::approval_needed) == 1);
    CHECK(scenario.cloud.creates == 13);
    REQUIRE(approve(scenario, 99).has_value());
    scenario.pass(1min);
    CHECK(scenario.cloud.creates == 13);
    REQUIRE(approve(scenario, 100).has_value());
    scenario.pass(10min);
    CHECK(scenario.tasks_with(Outcome::done) == 150);
}

TEST_CASE("a smaller number takes an approval back; what was sent is followed") {
    Scenario scenario;
    scenario.add_desktops(40);
    scenario.policy([](core::Policy& policy) {
        policy.approve_above = 10;
        policy.rules.spread = 10min;
    });
    scenario.cloud.faults.snapshot_least = scenario.cloud.faults.snapshot_most = 3min;
    scenario.start();
    scenario.pass(10s);
    REQUIRE(approve(scenario).has_value());
    scenario.pass(5min);
    REQUIRE(approve(scenario, 0).has_value());
    const auto sent = scenario.truth.snapshots().size();
    CHECK(sent > 5);
    CHECK(sent < 60);
    scenario.pass(40min);
    CHECK(scenario.truth.snapshots().size() == sent);
    CHECK(scenario.tasks_with(Outcome::done) == sent);
    CHECK(scenario.tasks_with(Outcome::missed, Reason::not_approved) == 60 - sent);
    CHECK(scenario.events.count(EventId::approval_needed) == 1);
}

TEST_CASE("a snapshot that FAILED is not made again without an approval, and is inside the window with one") {
    Scenario scenario;
    guarded(scenario);
    scenario.cloud.faults.snapshot_least = scenario.cloud.faults.snapshot_most = 3min;
    scenario.cloud.faults.snapshot_fails = 100;
    scenario.start();
    scenario.pass(10s);
    REQUIRE(approve(scenario).has_value());
    scenario.pass(2min);
    REQUIRE(approve(scenario, 0).has_value());
    scenario.cloud.faults.snapshot_fails = 0;
    scenario.pass(10min);
    CHECK(scenario.truth.snapshots().size() == 30);
    CHECK(scenario.tasks_with(Outcome::none) == 30);
    REQUIRE(approve(scenario).has_value());
    scenario.pass(10min);
    CHECK(scenario.truth.snapshots().size() == 60);
    CHECK(scenario.tasks_with(Outcome::done) == 30);
}

TEST_CASE("a slot that waits still waits after kills, and is missed with its reason when it ends while nobody looked") {
    Scenario scenario;
    guarded(scenario);
    scenario.start();
    for (int round = 0; round < 4; ++round) {
        scenario.pass(5min);
        scenario.kill();
        scenario.start();
    }
    scenario.pass(1min);
    CHECK(scenario.cloud.creates == 0);
    CHECK(scenario.tasks_with(Outcome::none) == 30);
    CHECK(shown(scenario).unapproved == 20);
    CHECK(scenario.events.count(EventId::approval_needed) == 5);  // once in each start
    scenario.kill();
    scenario.pass(30min);
    scenario.start();
    scenario.pass(5min);
    CHECK(scenario.cloud.creates == 0);
    CHECK(scenario.tasks_with(Outcome::missed, Reason::not_approved) == 30);
}

TEST_CASE("a slot that is caught up after downtime waits like any other") {
    Scenario scenario;
    guarded(scenario);
    scenario.start();
    scenario.pass(10s);
    scenario.kill();
    scenario.pass(1h);
    scenario.start();
    scenario.pass(10min);
    CHECK(scenario.events.count(EventId::slot_opened) == 1);
    CHECK(scenario.cloud.creates == 0);
    REQUIRE(approve(scenario).has_value());
    scenario.pass(5min);
    CHECK(scenario.tasks_with(Outcome::done) == 30);
}

TEST_CASE("with a lost ledger nothing is approved: what is found is adopted and followed, the rest waits") {
    Scenario scenario;
    guarded(scenario, 100);
    scenario.cloud.faults.snapshot_least = scenario.cloud.faults.snapshot_most = 3min;
    scenario.limits = {10, 4};
    scenario.start();
    scenario.pass(10s);
    REQUIRE(approve(scenario).has_value());
    scenario.pass(27s);
    scenario.kill();
    scenario.daemon.disk = std::make_shared<simulation::LedgerState>();
    scenario.start();
    scenario.pass(1min);
    const auto sent = scenario.truth.snapshots().size();
    CHECK(sent > 10);
    CHECK(sent < 150);
    scenario.pass(19min);
    CHECK(scenario.truth.snapshots().size() == sent);
    CHECK(scenario.tasks_with(Outcome::done) == sent);
    CHECK(scenario.tasks_with(Outcome::none) == 150 - sent);
    REQUIRE(approve(scenario).has_value());
    scenario.pass(8min);
    CHECK(scenario.tasks_with(Outcome::done) == 150);
    check_truth(scenario);
}

TEST_CASE("a reload decides for open slots too: with approve_above they wait, without it they go on") {
    Scenario scenario;
    scenario.add_desktops(40);
    scenario.policy([](core::Policy& policy) { policy.rules.spread = 10min; });
    scenario.start();
    scenario.pass(3min);
    const auto sent = scenario.cloud.creates;
    REQUIRE(sent > 5);
    scenario.reload(changed(scenario, [](auto& policy) { policy.approve_above = 10; }));
    scenario.pass(3min);
    CHECK(scenario.cloud.creates == sent);
    CHECK(scenario.events.count(EventId::approval_needed) == 1);
    scenario.reload(changed(scenario, [](auto& policy) { policy.approve_above = 40; }));
    scenario.pass(10min);
    CHECK(scenario.tasks_with(Outcome::done) == 60);
}

TEST_CASE("a kill between an approval and what it lets go: without it in the ledger nothing is sent") {
    for (int step = 0; step < 12; ++step) {
        CAPTURE(step);
        Scenario scenario;
        guarded(scenario);
        scenario.daemon.ledger_delay = 20ms;
        scenario.start();
        scenario.pass(1min);
        bool answered = false;
        boost::asio::co_spawn(scenario.daemon.clock().context(),
                              scenario.daemon.engine().approve("nightly", std::nullopt, "root"),
                              [&answered](std::exception_ptr, core::Result<core::Approval>) { answered = true; });
        scenario.pass(core::Millis{step * 5});
        const bool stored = !scenario.daemon.disk->contents().approvals.empty();
        if (answered) CHECK(stored);
        if (!stored) CHECK(scenario.cloud.creates == 0);
        scenario.kill();
        scenario.start();
        scenario.pass(10min);
        CHECK(scenario.tasks_with(Outcome::done) == (stored ? 30U : 0U));
        CHECK((scenario.cloud.creates > 0) == stored);
    }
}

TEST_CASE("a run by hand, alone (--once) or not, is refused without an approval, and goes with one") {
    for (const bool alone : {false, true}) {
        CAPTURE(alone);
        Scenario scenario;
        guarded(scenario);
        scenario.daemon.settings.scheduled = !alone;
        scenario.start();
        scenario.pass(10s);
        const auto refused = scenario.run("nightly");
        REQUIRE(refused.has_error());
        CHECK(refused.error().kind == core::ErrorClass::busy);
        CHECK(refused.error().message ==
              "policy nightly covers 20 desktops, more than the 10 of its approve_above; `ecdsnap approve nightly` "
              "allows it while the daemon runs, and then it can be run");
        scenario.pass(10s);
        CHECK(scenario.cloud.creates == 0);
        REQUIRE(approve(scenario).has_value());
        CHECK(scenario.run("nightly").has_value());
    }
}

TEST_CASE("an approval that makes no sense is refused, and one that cannot be stored") {
    Scenario scenario;
    guarded(scenario);
    scenario.policy([](core::Policy& policy) { policy.schedule = tests::due("0 3 1 1 *"); }, "yearly");
    scenario.cloud.faults.read_error = 100;
    scenario.start();
    scenario.pass(5s);
    CHECK(approve(scenario, 5, "weekly").error().message == "there is no policy 'weekly'");
    CHECK(approve(scenario, 5, "yearly").error().message ==
          "policy yearly has no approve_above: it runs without an approval");
    const auto unknown = approve(scenario);
    REQUIRE(unknown.has_error());
    CHECK(unknown.error().kind == core::ErrorClass::not_ready);
    CHECK(unknown.error().message.find("say how many with --up-to N") != std::string::npos);
    scenario.daemon.ledger().decide_faults([](std::uint64_t, auto&&) { return simulation::CommitFault::refused; });
    CHECK(approve(scenario, 20).error().message.find("the ledger cannot be written") == 0);
    scenario.daemon.ledger().decide_faults({});
    scenario.cloud.faults.read_error = 0;
    scenario.pass(10min);
    CHECK(scenario.cloud.creates == 0);
    CHECK(scenario.events.count(EventId::approved) == 0);
}

TEST_CASE(
    "an approval whose answer from the ledger is torn is refused, and may be there after a restart, as the refusal "
    "says") {
    Scenario scenario;
    guarded(scenario);
    scenario.start();
    scenario.pass(5s);
    scenario.daemon.ledger().fail_commit(1, simulation::CommitFault::torn_answer);
    const auto answer = approve(scenario, 20);
    REQUIRE(answer.has_error());
    CHECK(answer.error().message.ends_with("; whether this was stored shows after a restart, so repeat it"));
    scenario.pass(2min);  // the slot of half a minute after the start waits
    CHECK(scenario.cloud.creates == 0);
    CHECK(scenario.events.count(EventId::approved) == 0);
    scenario.kill();
    scenario.start();
    REQUIRE(scenario.pass_until_settled(20min));
    CHECK(scenario.cloud.creates == 30);
}
