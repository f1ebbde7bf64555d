#include "core/reload/reload_limits.hpp"

#include "core/forecast/forecast_stage.hpp"

#include <doctest/doctest.h>

using namespace ecdsnap;
using Kind = core::ChangeLimit::Kind;

namespace {

using Said = std::vector<std::string>;

// A configuration over a fleet, which it outlives.
struct Held {
    Held(std::vector<core::Policy> policies_, const core::Fleet& fleet_, core::CoverageRules coverage_ = {})
        : policies(std::move(policies_)),
          coverage(std::move(coverage_)),
          fleet(&fleet_),
          reach(core::reach_of(policies, coverage, fleet_)) {}

    core::PlanSide side() const { return {"main", &policies, &coverage, fleet, &reach, std::chrono::minutes{5}}; }

    std::vector<core::Policy> policies;
    core::CoverageRules coverage;
    const core::Fleet* fleet;
    std::vector<core::PolicyReach> reach;
};

core::ReachChange change_of(const Held& before, const Held& after) {
    const auto from = tests::at("2026-12-01T00:00:00Z");
    return core::plan_change(before.side(), after.side(), from, from + std::chrono::days{1}).desktops;
}

core::ReloadLimits limits(core::ChangeLimit lost, core::ChangeLimit gained = {}) {
    return {lost, gained};
}

core::Policy observing(core::Policy policy) {
    policy.mode = core::Mode::observe;
    return policy;
}

}  // namespace

TEST_CASE("limits are numbers, shares of what is backed up now (rounded up), or none") {
    CHECK(core::text(core::ChangeLimit{}) == "unlimited");
    CHECK(core::text(core::ChangeLimit{Kind::desktops, 7}) == "7");
    CHECK(core::text(core::ChangeLimit{Kind::percent, 50}) == "50%");
    CHECK(core::most_of({}, 100) == std::nullopt);
    CHECK(core::most_of({Kind::desktops, 7}, 100) == 7U);
    CHECK(core::most_of({Kind::percent, 10}, 15) == 2U);
    CHECK(core::most_of({Kind::percent, 0}, 15) == 0U);
    CHECK(core::most_of({Kind::percent, 10}, 0) == std::nullopt);  // of nothing a share says nothing
    CHECK(core::ReloadLimits{} == limits({Kind::percent, 50}));
}

TEST_CASE("a reload that loses more than it may says how many, which, and what is allowed") {
    const core::Fleet fleet{tests::site("cn-hangzhou", 10)};
    const Held all({tests::policy("nightly", "0 2 * * *")}, fleet);
    const Held some({tests::policy("nightly", "0 2 * * *", "win-?"), tests::policy("other", "0 2 * * *", "win-1")},
                    fleet);
    CHECK(core::broken_limits(limits({Kind::percent, 0}), change_of(all, some)).empty());
    const Held one({tests::policy("other", "0 2 * * *", "win-1")}, fleet);
    CHECK(core::broken_limits({}, change_of(all, one)) ==
          Said{"9 of 10 desktops that are backed up now would be lost (ecd-000000, ecd-000002, ecd-000003 and 6 more); "
               "reload.max_lost allows 50%, 5 desktops"});
    CHECK(core::broken_limits(limits({Kind::desktops, 9}), change_of(all, one)).empty());
    CHECK(core::broken_limits(limits({Kind::desktops, 8}), change_of(all, one)).size() == 1);
    CHECK(core::broken_limits(limits({}), change_of(all, one)).empty());
    CHECK(core::broken_limits(limits({Kind::desktops, 0}), change_of(one, all)).empty());
}

TEST_CASE("a reload that gains more than it may") {
    const core::Fleet fleet{tests::site("cn-hangzhou", 10)};
    const Held one({tests::policy("nightly", "0 2 * * *", "win-1")}, fleet);
    const Held all({tests::policy("nightly", "0 2 * * *")}, fleet);
    const Held none({}, fleet);
    CHECK(core::broken_limits({}, change_of(one, all)).empty());
    CHECK(core::broken_limits(limits({}, {Kind::desktops, 8}), change_of(one, all)) ==
          Said{"9 desktops would be gained, beside 1 that are backed up now (ecd-000000, ecd-000002, ecd-000003 and 6 "
               "more); reload.max_gained allows 8"});
    CHECK(core::broken_limits(limits({}, {Kind::percent, 100}), change_of(one, all)).size() == 1);
    CHECK(core::broken_limits(limits({}, {Kind::percent, 100}), change_of(none, all)).empty());
    CHECK(core::broken_limits(limits({}, {Kind::desktops, 8}), change_of(none, all)).size() == 1);
}

TEST_CASE("a policy that observes backs up nothing: to turn one is to lose or to gain") {
    const core::Fleet fleet{tests::site("cn-hangzhou", 10)};
    const Held acts({tests::policy("nightly", "0 2 * * *")}, fleet);
    const Held observes({observing(tests::policy("nightly", "0 2 * * *"))}, fleet);
    CHECK(core::broken_limits({}, change_of(acts, observes)).size() == 1);
    CHECK(core::broken_limits(limits({}, {Kind::desktops, 9}), change_of(observes, acts)).size() == 1);
}

TEST_CASE("where desktops are not known, only what cannot lose or gain any goes ahead") {
    const core::Fleet fleet{tests::site("cn-hangzhou", 0)};
    const Held one({tests::policy("nightly", "0 2 * * *")}, fleet);
    const Held later({tests::policy("nightly", "0 4 * * *")}, fleet);
    const Held more({tests::policy("nightly", "0 2 * * *"), tests::policy("weekly", "0 3 * * 0")}, fleet);
    const Held other({tests::policy("nightly", "0 2 * * *", "win-*")}, fleet);
    core::CoverageRules rules;
    rules.exclude = core::select_names({"x"});
    const Held excluding({tests::policy("nightly", "0 2 * * *")}, fleet, rules);
    core::CoverageRules tags;
    tags.policy_tag_counts = true;
    const Held tagged({tests::policy("nightly", "0 2 * * *")}, fleet, tags);
    const Held tagged_more({tests::policy("nightly", "0 2 * * *"), tests::policy("weekly", "0 3 * * 0")}, fleet, tags);
    const auto said = [](const core::ReloadLimits& set, const Held& before, const Held& after) {
        return core::unknown_limits(set, before.side(), after.side(), "main/cn-hangzhou");
    };
    const core::ReloadLimits both = limits({Kind::percent, 50}, {Kind::desktops, 100});
    CHECK(said(both, one, later).empty());
    CHECK(said({}, one, more).empty());
    CHECK(said(both, one, more) ==
          Said{"the desktops of main/cn-hangzhou have not been listed since the start, so how many would be gained is "
               "not known; reload.max_gained allows 100"});
    CHECK(said({}, more, one).size() == 1);
    CHECK(said({}, one, other).size() == 1);
    CHECK(said(both, one, other).size() == 2);
    CHECK(said(both, one, excluding).size() == 2);
    CHECK(said({}, tagged, tagged_more).size() == 1);
    CHECK(said(limits({}), one, other).empty());
}
