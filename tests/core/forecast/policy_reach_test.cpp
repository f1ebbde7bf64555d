#include "core/forecast/policy_reach.hpp"

#include "core/forecast/forecast_stage.hpp"

#include <doctest/doctest.h>

using namespace ecdsnap;
using core::DesktopStatus;

TEST_CASE("a policy reaches the disks that it wants of the desktops that it covers, site by site") {
    const core::Fleet fleet{tests::site("a", 4, 2), tests::site("b", 1)};
    auto both = tests::policy("both", "0 2 * * *");
    both.select = core::select_names({"win-0", "win-2"});
    auto data = tests::policy("data", "0 2 * * *");
    data.disks = {false, true};
    const auto reach = core::reach_of({both, data}, {}, fleet);
    REQUIRE(reach.size() == 2);
    CHECK(reach[0].sites[0].desktops == std::vector<std::uint32_t>{0, 2});
    CHECK(reach[0].sites[0].tasks == 3);
    CHECK(reach[0].desktops() == 3);
    CHECK(reach[0].tasks() == 4);
    CHECK(reach[1].sites[0].desktops == std::vector<std::uint32_t>{0, 1});
    CHECK(reach[1].sites[1].desktops.empty());
    CHECK(reach[1].tasks() == 2);
}

TEST_CASE("desktops that are left out are counted, and get no task") {
    core::CoverageRules rules;
    rules.exclude = core::select_names({"win-1"});
    rules.skip_tag_counts = true;
    core::Fleet fleet{tests::site("a", 3)};
    fleet[0].desktops[2].tags.push_back({std::string(core::skip_tag), "true"});
    const auto reach = core::reach_of({tests::policy("all", "0 2 * * *")}, rules, fleet);
    CHECK(reach[0].left_out == 2);
    CHECK(reach[0].desktops() == 1);
}

TEST_CASE("tasks of desktops at rest are no calls") {
    struct Row {
        DesktopStatus status;
        core::StateRules states;
        bool rests;
    };
    const Row rows[] = {
        {DesktopStatus::running, {true, true}, false},
        {DesktopStatus::running, {false, true}, true},
        {DesktopStatus::stopped, {true, true}, false},
        {DesktopStatus::stopped, {true, false}, true},
        {DesktopStatus::hibernated, {true, true}, true},
        {DesktopStatus::expired, {true, true}, true},
        {DesktopStatus::hibernated, {true, true, core::Hibernated::wake}, false},
        {DesktopStatus::deleted, {true, true}, true},
        {DesktopStatus::starting, {true, true}, false},
        {DesktopStatus::unknown, {false, false}, false},
    };
    for (const Row& row : rows) {
        CAPTURE(core::text(row.status));
        core::Fleet fleet{tests::site("a", 1)};
        fleet[0].desktops[0].status = row.status;
        auto policy = tests::policy("all", "0 2 * * *");
        policy.rules.states = row.states;
        CHECK(core::reach_of({policy}, {}, fleet)[0].calls() == (row.rests ? 0 : 1));
    }
}
