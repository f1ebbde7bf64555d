#include "core/forecast/reach_change.hpp"

#include "core/forecast/forecast_stage.hpp"

#include <doctest/doctest.h>

using namespace ecdsnap;

namespace {

std::string ids(const core::ReachedDesktops& desktops) {
    std::string all;
    for (const auto& desktop : desktops)
        all += desktop.site->region + "/" + std::string(desktop.id) + " ";
    return all;
}

}  // namespace

TEST_CASE("desktops gained and lost are told apart by site and id") {
    const core::Fleet fleet{tests::site("b", 3), tests::site("a", 2)};
    const auto reached = [&](const char* names) {
        return core::reach_of({tests::policy("p", "0 2 * * *", names)}, {}, fleet);
    };
    const auto zeros = reached("win-0");
    const auto all = reached("win-*");
    CHECK(ids(core::desktops_of(fleet, zeros[0])) == "a/ecd-000000 b/ecd-000000 ");
    const auto wider = core::reach_change(core::desktops_of(fleet, zeros[0]), core::desktops_of(fleet, all[0]));
    CHECK(ids(wider.gained) == "a/ecd-000001 b/ecd-000001 b/ecd-000002 ");
    CHECK(wider.lost.empty());
    CHECK(wider.before == 2);
    CHECK(wider.after == 5);
    const auto narrower = core::reach_change(core::desktops_of(fleet, all[0]), core::desktops_of(fleet, zeros[0]));
    CHECK(narrower.lost.size() == 3);
    CHECK_FALSE(core::reach_change({}, {}).any());
}

TEST_CASE("a desktop under several policies counts once for all of them") {
    const core::Fleet fleet{tests::site("a", 3)};
    const auto reach = core::reach_of(
        {tests::policy("one", "0 2 * * *", "win-0"), tests::policy("two", "0 2 * * *", "win-*")}, {}, fleet);
    CHECK(core::desktops_of(fleet, {&reach[0], &reach[1]}).size() == 3);
}
