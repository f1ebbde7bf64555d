#include "simulation/rehearsal/made_up_fleet.hpp"

#include "core/policy/selector_match.hpp"

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
    using core::condition;
    using core::ConditionKind;
    const core::SiteId site{"main", "cn-hangzhou"};
    const core::Selector ids{condition(ConditionKind::id, {"ecd-7gx2x1dhsmucyy5a1", "ecd-7gx2x1dhsmucyy5a2"})};
    const std::vector policies{
        selecting(core::select_names({"design-*", "render-0?", R"(\*star*)"})),
        selecting({core::all_of({core::tag_condition("env", {"prod"}), core::tag_condition("team", {})})}),
        selecting({core::any_of({condition(ConditionKind::office_site, {"cn-hangzhou+dir-1", "cn-hangzhou+dir-2"}),
                                 condition(ConditionKind::os, {"Linux"})})}),
        selecting({core::all_of({condition(ConditionKind::pooled, {}), condition(ConditionKind::data_disk, {}),
                                 condition(ConditionKind::resource_group, {"rg-1"}),
                                 core::negated(condition(ConditionKind::end_user, {"lin"}))})}),
        selecting(ids)};
    const auto fleet = simulation::made_up_fleet(policies, 50);
    REQUIRE(fleet.size() == 50);
    std::set<std::string> unique;
    for (const core::Desktop& desktop : fleet) {
        unique.insert(desktop.id);
        CHECK(desktop.status == core::DesktopStatus::running);
    }
    CHECK(unique.size() == 50);
    for (const auto& policy : policies) {
        const auto matching = std::ranges::count_if(
            fleet, [&](const core::Desktop& desktop) { return core::selects(policy->select, desktop, site); });
        CHECK(matching == (policy->select == ids ? 2 : 10));
    }
    CHECK(std::ranges::count_if(fleet, [](const core::Desktop& desktop) { return desktop.has_data_disk; }) == 30);
}
