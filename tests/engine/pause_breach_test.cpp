// Pauses that outlive what a policy promises, in virtual time: told with the pause, again when it begins, once.
#include "core/text/utc_text.hpp"
#include "engine/scenario.hpp"
#include "engine/scenario_checks.hpp"

#include <boost/asio/co_spawn.hpp>
#include <doctest/doctest.h>

#include <optional>
#include <string>

using namespace ecdsnap;
using namespace ecdsnap::tests;
using namespace std::chrono_literals;
using core::EventId;
using core::PauseScope;

namespace {

const core::PauseKey nightly{PauseScope::policy, "nightly"};
const core::PauseKey everything{};
const core::PauseKey hangzhou{PauseScope::site, "main/cn-hangzhou"};

// A slot each hour on the hour, the start is half a minute after one; four hours are promised.
void promised(Scenario& scenario) {
    scenario.add_desktops(1);
    scenario.policy([](core::Policy& policy) {
        policy.schedule = tests::due("0 * * * *");
        policy.objective = core::Objective{4h, 10min, core::SlotSource::schedule};
    });
}

core::Result<core::Pause> pause(Scenario& scenario, core::PauseKey key, core::Millis duration) {
    core::Pause wanted;
    wanted.key = std::move(key);
    wanted.until = scenario.time.wall() + duration;
    wanted.by = "uid 1000";
    wanted.reason = "maintenance";
    std::optional<core::Result<core::Pause>> result;
    auto on_end = [&result](std::exception_ptr failure, core::Result<core::Pause> ended) {
        if (failure) std::rethrow_exception(failure);
        result = std::move(ended);
    };
    boost::asio::co_spawn(scenario.daemon.clock().context(), scenario.daemon.engine().pause(wanted), on_end);
    const core::SteadyTime limit = scenario.time.now() + 1min;
    while (!result && scenario.time.step(limit)) {
    }
    return result.value();
}

std::optional<core::PauseBreach> shown(const Scenario& scenario) {
    return const_cast<Scenario&>(scenario).daemon.engine().status().policies.at(0).breach;
}

bool says(const core::Event* event, const char* words) {
    return event != nullptr && event->message.find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("a pause that outlives the objective says so, and tells it once more when that begins") {
    for (const auto& key : {nightly, everything, hangzhou}) {
        CAPTURE(core::text(key));
        Scenario scenario;
        promised(scenario);
        scenario.start();
        scenario.pass(1h);  // 19:00:30, the slot of 19:00 is done
        REQUIRE(scenario.pass_until_settled(20min));
        REQUIRE(pause(scenario, key, 5h).has_value());  // the next slot is that of 01:00
        const auto breaches = scenario.daemon.engine().breaches_of(key);
        REQUIRE(breaches.size() == 1);
        CHECK(core::text(breaches[0], scenario.time.wall()) ==
              "policy nightly breaks its rpo of 4h at 2026-11-24T23:00:00Z: its newest snapshots are of "
              "2026-11-24T19:00:00Z, and the next ones are verified by 2026-11-25T01:40:00Z");
        CHECK(says(scenario.events.last(EventId::paused), "; policy nightly breaks its rpo of 4h at 2026-11-24T23:00"));
        CHECK(shown(scenario) == breaches[0]);
        scenario.pass(3h + 30min);
        CHECK(scenario.events.count(EventId::pause_breaks_objective) == 0);
        scenario.pass(30min);
        CHECK(scenario.events.count(EventId::pause_breaks_objective) == 1);
        CHECK(says(scenario.events.last(EventId::pause_breaks_objective),
                   "policy nightly has broken its rpo of 4h since 2026-11-24T23:00:00Z"));
        CHECK(core::check_event(*scenario.events.last(EventId::pause_breaks_objective)).empty());
        scenario.pass(40min);
        CHECK(shown(scenario));
        scenario.pass(1h);  // over
        CHECK(scenario.events.count(EventId::pause_breaks_objective) == 1);
        CHECK_FALSE(shown(scenario));
        CHECK(scenario.daemon.engine().breaches_of(key).empty());
    }
}

TEST_CASE("a pause that ends early enough or holds no slot breaks nothing") {
    struct Row {
        const char* why;
        core::PauseKey key;
        core::Millis duration;
    };
    const Row rows[] = {{"the next slot holds it", nightly, 2h}, {"no slot is due", everything, 10min}};
    for (const Row& row : rows) {
        CAPTURE(row.why);
        Scenario scenario;
        promised(scenario);
        scenario.start();
        scenario.pass(1h);
        REQUIRE(scenario.pass_until_settled(20min));
        REQUIRE(pause(scenario, row.key, row.duration).has_value());
        CHECK(scenario.daemon.engine().breaches_of(row.key).empty());
        CHECK_FALSE(says(scenario.events.last(EventId::paused), "rpo"));
        scenario.pass(5h);
        CHECK(scenario.events.count(EventId::pause_breaks_objective) == 0);
    }
}

TEST_CASE("a restart and a reload in the pause find out anew what it breaks") {
    Scenario scenario;
    promised(scenario);
    scenario.start();
    scenario.pass(1h);
    REQUIRE(scenario.pass_until_settled(20min));
    REQUIRE(pause(scenario, nightly, 6h).has_value());
    scenario.kill();
    scenario.start();
    scenario.pass(10min);
    REQUIRE(shown(scenario));
    CHECK(core::utc_text(shown(scenario)->breaks_at) == "2026-11-24T23:00:00Z");
    scenario.policies.clear();
    scenario.policy([](core::Policy& policy) {
        policy.schedule = tests::due("0 * * * *");
        policy.objective = core::Objective{30h, 10min, core::SlotSource::schedule};
    });
    scenario.reload(scenario.policies);
    scenario.pass(1min);
    CHECK_FALSE(shown(scenario));
    scenario.pass(5h);
    CHECK(scenario.events.count(EventId::pause_breaks_objective) == 0);
}
