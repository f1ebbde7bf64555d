#include "core/cloud_policy/exact_condition.hpp"

#include "core/policy/selector_match.hpp"

#include <doctest/doctest.h>

#include <random>

using namespace ecdsnap::core;

namespace {

const SiteId site{"main", "cn-hangzhou"};
using Ids = std::set<std::string, std::less<>>;

struct Facts {
    std::string office;
    std::string policy_group;
    std::vector<Tag> tags;
};

Desktop desktop(const std::string& id, const Facts& facts = {}) {
    Desktop made;
    made.id = id;
    made.office_site_id = facts.office;
    DesktopTraits traits;
    if (!facts.policy_group.empty()) traits.policy_groups = std::vector<std::string>{facts.policy_group};
    made.traits = std::make_shared<const DesktopTraits>(std::move(traits));
    made.tags = facts.tags;
    return made;
}

}  // namespace

TEST_CASE("all desktops of a site are its region") {
    const std::vector<Desktop> fleet{desktop("ecd-1"), desktop("ecd-2")};
    const auto found = exact_condition(site, fleet, {"ecd-1", "ecd-2"});
    REQUIRE(found);
    CHECK(found->kind == ConditionKind::region);
    CHECK(selects(selector_of(site, *found), fleet[0], site));
    CHECK_FALSE(selects(selector_of(site, *found), fleet[0], {"main", "cn-shanghai"}));
    CHECK_FALSE(selects(selector_of(site, *found), fleet[0], {"other", "cn-hangzhou"}));
}

TEST_CASE("an office site, a group or a tag is taken only when it holds of just those") {
    std::vector<Desktop> fleet{desktop("ecd-1", {"dir-1", "pg-1", {{"env", "prod"}}}),
                               desktop("ecd-2", {"dir-1", "pg-2", {{"env", "prod"}, {"team", "a"}}}),
                               desktop("ecd-3", {"dir-2", "pg-1", {{"env", "test"}, {"team", "a"}}})};
    const auto by_office = exact_condition(site, fleet, {"ecd-1", "ecd-2"});
    REQUIRE(by_office);
    CHECK(by_office->kind == ConditionKind::office_site);  // the tag would do too; the wider thing comes first
    CHECK(*by_office->values.begin() == "dir-1");
    CHECK(exact_condition(site, fleet, {"ecd-1", "ecd-3"})->kind == ConditionKind::policy_group);
    const auto by_tag = exact_condition(site, fleet, {"ecd-2", "ecd-3"});
    REQUIRE(by_tag);
    CHECK(by_tag->tag_key == "team");
    CHECK(*by_tag->values.begin() == "a");
    CHECK_FALSE(exact_condition(site, {desktop("ecd-1"), desktop("ecd-2")}, {"ecd-1"}));
}

TEST_CASE("nothing is exact about desktops that are not all listed") {
    const std::vector<Desktop> fleet{desktop("ecd-1"), desktop("ecd-2")};
    CHECK_FALSE(exact_condition(site, fleet, {"ecd-1", "ecd-2", "ecd-3"}));
    CHECK_FALSE(exact_condition(site, fleet, {"ecd-9"}));
    CHECK_FALSE(exact_condition(site, {}, {"ecd-1"}));
}

TEST_CASE("whatever is found selects just the attached desktops") {
    std::mt19937 random{11};
    std::size_t found_any = 0;
    for (int round = 0; round < 2000; ++round) {
        std::vector<Desktop> fleet;
        Ids attached;
        const auto by = random() % 3;
        for (int number = 0; number < 8; ++number) {
            Facts facts{"dir-" + std::to_string(random() % 2), "pg-" + std::to_string(random() % 2), {}};
            if (random() % 2 == 0) facts.tags.push_back({"env", random() % 2 == 0 ? "prod" : "test"});
            fleet.push_back(desktop("ecd-" + std::to_string(number), facts));
            const bool in = by == 0 ? facts.office == "dir-1" : by == 1 ? !facts.tags.empty() : random() % 2 == 0;
            if (in) attached.insert(fleet.back().id);
        }
        const auto found = exact_condition(site, fleet, attached);
        if (!found) continue;
        ++found_any;
        for (const Desktop& each : fleet)
            CHECK(selects(selector_of(site, *found), each, site) == attached.contains(each.id));
    }
    CHECK(found_any > 500);
}
