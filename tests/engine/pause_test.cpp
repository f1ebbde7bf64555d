// Pauses in virtual time: what comes due in one, what was under way, how it ends, and what a restart makes of it.
#include "engine/scenario.hpp"
#include "engine/scenario_checks.hpp"

#include <boost/asio/co_spawn.hpp>
#include <doctest/doctest.h>

#include <optional>

using namespace ecdsnap;
using namespace ecdsnap::tests;
using namespace std::chrono_literals;
using core::EventId;
using core::Outcome;
using core::PauseScope;
using core::Reason;

namespace {

template <class Operation>
core::Result<core::Pause> perform(Scenario& scenario, Operation operation) {
    std::optional<core::Result<core::Pause>> result;
    auto on_end = [&result](std::exception_ptr failure, core::Result<core::Pause> ended) {
        if (failure) std::rethrow_exception(failure);
        result = std::move(ended);
    };
    boost::asio::co_spawn(scenario.daemon.clock().context(), operation(), on_end);
    const core::SteadyTime limit = scenario.time.now() + 1min;
    while (!result && scenario.time.step(limit)) {
    }
    return result.value();
}

core::Pause wanted_pause(const Scenario& scenario, core::PauseKey key, core::Millis duration) {
    core::Pause wanted;
    wanted.key = std::move(key);
    wanted.until = scenario.time.wall() + duration;
    wanted.by = "uid 1000";
    wanted.reason = "maintenance";
    return wanted;
}

core::Result<core::Pause> pause(Scenario& scenario, core::PauseKey key, core::Millis duration) {
    const core::Pause wanted = wanted_pause(scenario, std::move(key), duration);
    return perform(scenario, [&] { return scenario.daemon.engine().pause(wanted); });
}

core::Result<core::Pause> resume(Scenario& scenario, const core::PauseKey& key) {
    return perform(scenario, [&] { return scenario.daemon.engine().resume(key, "root"); });
}

const core::PauseKey nightly{PauseScope::policy, "nightly"};
const core::PauseKey everything{};
const core::PauseKey hangzhou{PauseScope::site, "main/cn-hangzhou"};

// Two desktops, a slot each hour on the hour (the start is 30 s after one).
void hourly(Scenario& scenario) {
    scenario.add_desktops(1);
    scenario.policy([](core::Policy& policy) { policy.schedule = tests::due("0 * * * *"); });
}

std::vector<std::string> passed_reasons(Scenario& scenario) {
    std::vector<std::string> reasons;
    for (const auto& entry : scenario.history())
        if (entry.slot.state == core::SlotState::passed) reasons.push_back(entry.slot.reason);
    return reasons;
}

}  // namespace

TEST_CASE("a slot that comes due in a pause is passed once, with who paused it and why; the next one runs") {
    for (const auto& key : {nightly, everything}) {
        Scenario scenario;
        hourly(scenario);
        scenario.start();
        scenario.pass(10s);
        REQUIRE(pause(scenario, key, 2h).has_value());  // until 20:00:40: the slots of 19:00 and 20:00
        scenario.pass(2h + 30min);
        const auto reasons = passed_reasons(scenario);
        REQUIRE(reasons.size() == 2);
        CHECK(reasons[0].starts_with("skipped (paused until 2026-11-24T20:00:"));
        CHECK(reasons[0].ends_with("Z by uid 1000: maintenance)"));
        CHECK(scenario.events.count(EventId::slot_paused) == 2);
        CHECK(scenario.events.count(EventId::paused) == 1);
        CHECK(scenario.events.count(EventId::pause_over) == 1);
        CHECK(scenario.events.count(EventId::slot_missed) == 0);
        CHECK(scenario.truth.snapshots().empty());
        scenario.pass(1h);  // 21:00
        CHECK(scenario.tasks_with(Outcome::done) == 1);
        CHECK(scenario.daemon.engine().status().pauses.empty());
    }
}

TEST_CASE("a pause ends at its time: a slot at that very instant opens") {
    Scenario scenario;
    hourly(scenario);
    scenario.start();
    scenario.pass(10s);
    const core::WallTime on_the_hour = std::chrono::ceil<std::chrono::hours>(scenario.time.wall());
    REQUIRE(pause(scenario, nightly, on_the_hour - scenario.time.wall()).has_value());
    scenario.pass(1h + 5min);
    CHECK(passed_reasons(scenario).empty());
    CHECK(scenario.tasks_with(Outcome::done) == 1);
}

TEST_CASE("what is due and not sent is skipped, what was sent is followed to its end") {
    Scenario scenario;
    scenario.add_desktops(40);
    scenario.policy([](core::Policy& policy) { policy.rules.spread = 10min; });
    scenario.cloud.faults.snapshot_least = scenario.cloud.faults.snapshot_most = 3min;
    scenario.start();
    scenario.pass(5min);
    REQUIRE(pause(scenario, nightly, 10h).has_value());
    const auto sent = scenario.truth.snapshots().size();
    CHECK(sent > 5);
    scenario.pass(1h);
    CHECK(scenario.truth.snapshots().size() == sent);
    CHECK(scenario.tasks_with(Outcome::done) == sent);
    CHECK(scenario.tasks_with(Outcome::skipped, Reason::paused) == 60 - sent);
    for (const auto& entry : scenario.history())
        if (entry.task && entry.task->outcome == Outcome::skipped)
            CHECK(entry.task->detail.view().find("by uid 1000: maintenance") != std::string_view::npos);
    CHECK(scenario.events.count(EventId::slot_finished) == 1);
    CHECK(scenario.unreported_duplicates().empty());
}

TEST_CASE("a snapshot that ends FAILED in a pause is made again after it, by its end or by resume") {
    for (const bool by_hand : {false, true}) {
        CAPTURE(by_hand);
        Scenario scenario;
        scenario.add_desktops(4);
        scenario.policy([](core::Policy& policy) { policy.rules.window = 3h; });
        scenario.cloud.faults.snapshot_least = scenario.cloud.faults.snapshot_most = 3min;
        scenario.cloud.faults.snapshot_fails = 100;
        scenario.start();
        scenario.pass(2min);
        const auto sent = scenario.truth.snapshots().size();
        REQUIRE(sent == 6);
        REQUIRE(pause(scenario, nightly, 1h).has_value());
        scenario.cloud.faults.snapshot_fails = 0;
        scenario.pass(40min);
        CHECK(scenario.truth.snapshots().size() == sent);
        CHECK(scenario.tasks_with(Outcome::none) == sent);
        if (by_hand) REQUIRE(resume(scenario, nightly).has_value());
        scenario.pass(by_hand ? 10min : 40min);
        CHECK(scenario.truth.snapshots().size() == 2 * sent);
        CHECK(scenario.tasks_with(Outcome::done) == sent);
    }
}

TEST_CASE("a restart in a pause leaves what is to be made again to the pause's end") {
    Scenario scenario;
    scenario.add_desktops(4);
    scenario.policy([](core::Policy& policy) { policy.rules.window = 3h; });
    scenario.cloud.faults.snapshot_least = scenario.cloud.faults.snapshot_most = 3min;
    scenario.cloud.faults.snapshot_fails = 100;
    scenario.start();
    scenario.pass(2min);
    REQUIRE(pause(scenario, nightly, 1h).has_value());
    scenario.cloud.faults.snapshot_fails = 0;
    scenario.pass(20min);
    scenario.kill();
    scenario.start();
    scenario.pass(20min);
    CHECK(scenario.truth.snapshots().size() == 6);
    scenario.pass(40min);
    CHECK(scenario.truth.snapshots().size() == 12);
    CHECK(scenario.tasks_with(Outcome::done) == 6);
}

TEST_CASE("a paused site's tasks are skipped while the slot opens") {
    Scenario scenario;
    scenario.add_desktops(2);
    scenario.policy();
    scenario.start();
    scenario.pass(5s);
    REQUIRE(pause(scenario, hangzhou, 2h).has_value());
    scenario.pass(10min);
    CHECK(passed_reasons(scenario).empty());
    CHECK(scenario.tasks_with(Outcome::skipped, Reason::paused) == 3);
    CHECK(scenario.truth.snapshots().empty());
    scenario.add_desktops(4);  // two more, which join
    scenario.pass(10min);
    CHECK(scenario.tasks_with(Outcome::skipped, Reason::paused) == 6);
    CHECK(scenario.truth.snapshots().empty());
}

TEST_CASE("resume ends a pause at once; it needs one") {
    Scenario scenario;
    hourly(scenario);
    scenario.start();
    scenario.pass(10s);
    CHECK(resume(scenario, nightly).error().message == "policy nightly is not paused");
    REQUIRE(pause(scenario, everything, 5h).has_value());
    CHECK(resume(scenario, nightly).error().message ==
          "policy nightly is not paused; everything is: `ecdsnap resume --all`");
    scenario.pass(90min);
    REQUIRE(resume(scenario, everything).has_value());
    CHECK(scenario.events.count(EventId::resumed) == 1);
    scenario.pass(1h);
    CHECK(passed_reasons(scenario).size() == 1);
    CHECK(scenario.tasks_with(Outcome::done) == 1);
    CHECK(scenario.events.count(EventId::pause_over) == 0);
}

TEST_CASE("a pause and a resume that are asked for at once end in what was asked for last, and after a restart too") {
    Scenario scenario;
    scenario.add_desktops(1);
    scenario.policy([](core::Policy& policy) {
        policy.schedule = tests::due("0 * * * *");
        // What a pause breaks is asked of the ledger before it is told.
        policy.objective = core::Objective{4h, 10min, core::SlotSource::schedule};
    });
    scenario.start();
    scenario.pass(10s);
    REQUIRE(pause(scenario, hangzhou, 5h).has_value());
    const core::Pause longer = wanted_pause(scenario, hangzhou, 8h);
    const auto unheard = [](std::exception_ptr, core::Result<core::Pause>) {};
    auto& context = scenario.daemon.clock().context();
    boost::asio::co_spawn(context, scenario.daemon.engine().pause(longer), unheard);
    boost::asio::co_spawn(context, scenario.daemon.engine().resume(hangzhou, "root"), unheard);
    scenario.pass(1min);
    CHECK(scenario.daemon.engine().status().pauses.empty());
    CHECK(scenario.events.events.back().id == EventId::resumed);
    scenario.kill();
    scenario.start();
    scenario.pass(1h);
    CHECK(scenario.daemon.engine().status().pauses.empty());
    CHECK(scenario.tasks_with(Outcome::done) == 1);
}

TEST_CASE("a pause survives kills and reloads, and holds for what came due while the daemon was down") {
    Scenario scenario;
    hourly(scenario);
    scenario.start();
    scenario.pass(10s);
    REQUIRE(pause(scenario, nightly, 3h).has_value());  // 19:00, 20:00, 21:00
    scenario.kill();
    scenario.pass(90min);  // 19:00 passes
    scenario.start();
    scenario.pass(5min);
    CHECK(scenario.daemon.engine().status().pauses.size() == 1);
    CHECK(scenario.daemon.engine().status().policies.at(0).paused.ends_with("by uid 1000: maintenance"));
    scenario.reload(scenario.policies);
    scenario.pass(30min);  // 20:00 passes
    CHECK(passed_reasons(scenario).size() == 2);
    scenario.kill();
    scenario.pass(2h);  // 21:00 passes, the pause ends, 22:00 passes
    scenario.start();
    scenario.pass(20min);
    const auto reasons = passed_reasons(scenario);
    CHECK(reasons.size() == 3);
    for (const auto& reason : reasons)
        CHECK(reason.starts_with("skipped (paused until "));
    CHECK(scenario.events.count(EventId::pause_over) == 1);
    CHECK(scenario.tasks_with(Outcome::done) == 1);  // 22:00, caught up
    scenario.kill();
    scenario.start();
    scenario.pass(5min);
    CHECK(scenario.events.count(EventId::pause_over) == 1);
}

TEST_CASE("a kill between a pause and what it stops leaves nothing that is sent afterwards") {
    for (int step = 0; step < 12; ++step) {
        CAPTURE(step);
        Scenario scenario;
        scenario.add_desktops(6);
        scenario.policy([](core::Policy& policy) { policy.rules.spread = 20min; });
        scenario.daemon.ledger_delay = 20ms;
        scenario.start();
        scenario.pass(1min);
        core::Pause wanted;
        wanted.key = nightly;
        wanted.until = scenario.time.wall() + 10h;
        wanted.by = "root";
        wanted.reason = "maintenance";
        bool durable = false;
        boost::asio::co_spawn(scenario.daemon.clock().context(), scenario.daemon.engine().pause(wanted),
                              [&durable](std::exception_ptr, core::Result<core::Pause>) { durable = true; });
        scenario.pass(core::Millis{step * 5});
        const auto stored = scenario.daemon.disk->contents().pauses.size();
        scenario.kill();
        const auto sent = scenario.truth.snapshots().size();
        scenario.start();
        scenario.pass(1h);
        if (durable) CHECK(stored == 1);
        if (stored == 1) CHECK(scenario.truth.snapshots().size() == sent);
        CHECK(scenario.tasks_with(Outcome::none) == 0);
    }
}

TEST_CASE("a run by hand is refused while its policy is paused") {
    Scenario scenario;
    hourly(scenario);
    scenario.start();
    scenario.pass(10s);
    REQUIRE(pause(scenario, nightly, 3h).has_value());
    const auto refused = scenario.run("nightly");
    REQUIRE(refused.has_error());
    CHECK(refused.error().kind == core::ErrorClass::busy);
    CHECK(refused.error().message.starts_with("it is paused until 2026-11-24T21:00:"));
    REQUIRE(resume(scenario, nightly).has_value());
    CHECK(scenario.run("nightly").has_value());
}

TEST_CASE("a run alone (--once) is refused in a pause and goes on after it, and leaves its end to the daemon") {
    Scenario scenario;
    hourly(scenario);
    scenario.start();
    scenario.pass(10s);
    REQUIRE(pause(scenario, nightly, 2h).has_value());
    scenario.kill();
    scenario.daemon.settings.scheduled = false;
    scenario.start();
    scenario.pass(10s);
    CHECK(scenario.run("nightly").has_error());
    scenario.pass(2h);
    CHECK(scenario.run("nightly").has_value());
    CHECK(scenario.events.count(EventId::pause_over) == 0);
    scenario.kill();
    scenario.daemon.settings.scheduled = true;
    scenario.start();
    scenario.pass(5min);
    CHECK(passed_reasons(scenario).size() == 2);
    CHECK(scenario.events.count(EventId::pause_over) == 1);
}

TEST_CASE("a pause that makes no sense is refused") {
    Scenario scenario;
    hourly(scenario);
    scenario.start();
    scenario.pass(10s);
    CHECK(pause(scenario, nightly, -1s).error().message == "the pause would end in the past");
    CHECK(pause(scenario, nightly, 24h * 400).error().kind == core::ErrorClass::bad_request);
    CHECK(pause(scenario, {PauseScope::policy, "weekly"}, 1h).error().message == "there is no policy 'weekly'");
    CHECK(pause(scenario, {PauseScope::site, "main"}, 1h).error().message ==
          "there is no site 'main' (there are main/cn-hangzhou)");
    CHECK(scenario.daemon.engine().status().pauses.empty());
    CHECK(scenario.events.count(EventId::paused) == 0);
}

TEST_CASE("a pause whose end comes while the ledger fails ends when it can be stored, with its slots") {
    Scenario scenario;
    hourly(scenario);
    scenario.start();
    scenario.pass(10s);
    REQUIRE(pause(scenario, nightly, 1h).has_value());  // until 19:00:40
    scenario.pass(50min);
    scenario.daemon.ledger().decide_faults([](std::uint64_t, auto&&) { return simulation::CommitFault::refused; });
    scenario.pass(20min);  // 19:00 comes due, the pause is over
    CHECK(scenario.daemon.engine().alive());
    scenario.daemon.ledger().decide_faults({});
    scenario.pass(5min);
    CHECK(passed_reasons(scenario).size() == 1);
    CHECK(scenario.events.count(EventId::pause_over) == 1);
    CHECK(scenario.daemon.engine().status().pauses.empty());
}

TEST_CASE("a ledger that fails takes no pause, and says so") {
    Scenario scenario;
    hourly(scenario);
    scenario.start();
    scenario.pass(10s);
    scenario.daemon.ledger().decide_faults([](std::uint64_t, auto&&) { return simulation::CommitFault::refused; });
    const auto refused = pause(scenario, nightly, 3h);
    REQUIRE(refused.has_error());
    CHECK(refused.error().message.find("the ledger cannot be written") == 0);
    CHECK(scenario.daemon.engine().status().pauses.empty());
}

TEST_CASE("a pause that is first known at a start, and was over before the slot was opened, calls nothing off") {
    Scenario scenario;
    scenario.add_desktops(4);
    scenario.policy([](core::Policy& policy) {
        policy.rules.window = 3h;
        policy.rules.spread = 2h;
    });
    scenario.start();
    scenario.pass(3min);
    scenario.kill();
    core::Pause stored;  // by a commit whose answer said that it failed
    stored.key = everything;
    stored.since = scenario.time.wall() - 20h;
    stored.until = scenario.time.wall() - 19h;
    stored.by = "root";
    stored.reason = "maintenance";
    const std::vector<ports::LedgerChange> changes{stored};
    scenario.daemon.disk->apply(changes, scenario.time.wall());
    scenario.start();
    scenario.pass(3h);
    CHECK(scenario.events.count(EventId::pause_over) == 1);
    CHECK(scenario.tasks_with(Outcome::skipped, Reason::paused) == 0);
    CHECK(scenario.tasks_with(Outcome::done) == 6);
}
