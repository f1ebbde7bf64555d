#include "simulation/rehearsal/made_up_fleet.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>

using namespace ecdsnap;

namespace {

std::shared_ptr<const core::Policy> selecting(core::Selector select) {
    core::Schedule schedule{core::CronExpression::parse("0 2 * * *").value(), "0 2 * * *", absl::UTCTimeZone(), "UTC"};
    core::Policy made{"nightly", std::move(select), {}, std::move(schedule), {}, "test"};
    return std::make_shared<const core::Policy>(std::move(made));
}

}  // namespace

TEST_CASE("each policy finds desktops in a made-up fleet, whatever its selector asks for") {
    core::Selector names;
    names.names = {"design-*", "render-0?", R"(\*star*)"};
    core::Selector tags;
    tags.tags = {{"env", "prod"}, {"team", "design"}};
    core::Selector offices;
    offices.office_sites = {"cn-hangzhou+dir-1", "cn-hangzhou+dir-2"};
    core::Selector ids;
    ids.ids = {"ecd-7gx2x1dhsmucyy5a1", "ecd-7gx2x1dhsmucyy5a2"};
    const std::vector policies{selecting(names), selecting(tags), selecting(offices), selecting(ids)};
    const auto fleet = simulation::made_up_fleet(policies, 40);
    REQUIRE(fleet.size() == 40);
    std::set<std::string> unique;
    for (const core::Desktop& desktop : fleet) {
        unique.insert(desktop.id);
        CHECK(desktop.status == core::DesktopStatus::running);
    }
    CHECK(unique.size() == 40);
    for (const auto& policy : policies) {
        const auto matching =
            std::ranges::count_if(fleet, [&](const core::Desktop& desktop) { return policy->select.matches(desktop); });
        CHECK(matching == (policy->select.ids.empty() ? 10 : 2));
    }
    CHECK(std::ranges::count_if(fleet, [](const core::Desktop& desktop) { return desktop.has_data_disk; }) == 20);
}
