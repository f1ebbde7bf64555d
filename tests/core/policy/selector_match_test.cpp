#include "core/policy/selector_match.hpp"

#include "core/policy/name_expression.hpp"

#include <doctest/doctest.h>

#include <array>
#include <string>
#include <vector>

using namespace ecdsnap::core;

namespace {

using enum ConditionKind;

const SiteId site{"main", "cn-hangzhou"};

Desktop pooled_windows() {
    DesktopTraits traits;
    traits.os = "Windows";
    traits.charge_type = "PrePaid";
    traits.protocol = "ASP";
    traits.desktop_group_id = "dg-1";
    traits.policy_groups = {"pg-1", "pg-2"};
    traits.resource_groups = {"rg-1", "office"};
    Desktop made;
    made.id = "ecd-1";
    made.name = "win-01";
    made.office_site_id = "cn-hangzhou+dir-1";
    made.has_data_disk = true;
    made.tags = {{"env", "prod"}, {"team", "design"}, {"empty", ""}};
    made.end_users = {"alice", "bob"};
    made.traits = std::make_shared<const DesktopTraits>(std::move(traits));
    return made;
}

// The cloud lists it and says nothing else.
Desktop silent() {
    Desktop made;
    made.id = "ecd-1";
    made.disks_unsaid = made.tags_unsaid = made.end_users_unsaid = true;
    return made;
}

// It says of every list that there is nothing in it.
Desktop bare() {
    DesktopTraits traits;
    traits.policy_groups.emplace();
    traits.resource_groups.emplace();
    Desktop made;
    made.id = "ecd-1";
    made.traits = std::make_shared<const DesktopTraits>(std::move(traits));
    return made;
}

Condition expression(const char* text) {
    return name_expression(text, "select.name_matches").value();
}

Condition no(Condition part) {
    return negated(std::move(part));
}

Answer answer(const Condition& condition, const Desktop& desktop, Purpose purpose = Purpose::select) {
    return match(Selector{condition}, desktop, site, purpose).answer;
}

}  // namespace

TEST_CASE("each condition against a desktop that says everything") {
    struct Row {
        const char* name;
        Condition condition;
        bool holds;
    };
    const Row rows[] = {
        {"account", condition(account, {"other", "main"}), true},
        {"another account", condition(account, {"Main"}), false},
        {"region", condition(region, {"cn-hangzhou"}), true},
        {"another region", condition(region, {"cn-shanghai"}), false},
        {"id", condition(id, {"ecd-0", "ecd-1"}), true},
        {"an id is exact", condition(id, {"ecd-10"}), false},
        {"name", condition(ConditionKind::name, {"mac-*", "win-*"}), true},
        {"another name", condition(ConditionKind::name, {"mac-*"}), false},
        {"expression", expression("^win-[0-9]+$"), true},
        {"an expression is found anywhere", expression("n-0"), true},
        {"another expression", expression("^n-0"), false},
        {"tag equals", tag_condition("env", {"prod"}), true},
        {"a tag's value is exact", tag_condition("env", {"Prod"}), false},
        {"a tag's key is exact", tag_condition("Env", {"prod"}), false},
        {"tag in", tag_condition("env", {"prod", "test"}), true},
        {"tag not in", tag_condition("env", {"dev", "test"}), false},
        {"tag with an empty value", tag_condition("empty", {""}), true},
        {"tag exists", tag_condition("empty", {}), true},
        {"tag does not exist", tag_condition("owner", {}), false},
        {"tag absent", no(tag_condition("owner", {})), true},
        {"tag absent, but there", no(tag_condition("env", {})), false},
        {"office site", condition(office_site, {"cn-hangzhou+dir-0", "cn-hangzhou+dir-1"}), true},
        {"an office site is exact", condition(office_site, {"cn-hangzhou+dir"}), false},
        {"desktop group", condition(desktop_group, {"dg-1"}), true},
        {"another desktop group", condition(desktop_group, {"dg-2"}), false},
        {"pooled", condition(pooled, {}), true},
        {"not pooled", no(condition(pooled, {})), false},
        {"resource group by id", condition(resource_group, {"rg-1"}), true},
        {"resource group by name", condition(resource_group, {"office"}), true},
        {"another resource group", condition(resource_group, {"rg-2"}), false},
        {"os in any case", condition(os, {"windows"}), true},
        {"another os", condition(os, {"Linux"}), false},
        {"charge type", condition(charge_type, {"PrePaid"}), true},
        {"another charge type", condition(charge_type, {"PostPaid"}), false},
        {"policy group", condition(policy_group, {"pg-2"}), true},
        {"another policy group", condition(policy_group, {"pg-3"}), false},
        {"end user", condition(end_user, {"bob"}), true},
        {"another end user", condition(end_user, {"Bob"}), false},
        {"data disk", condition(data_disk, {}), true},
        {"no data disk", no(condition(data_disk, {})), false},
        {"protocol in any case", condition(protocol, {"asp"}), true},
        {"another protocol", condition(protocol, {"HDX"}), false},
        {"all", all_of({condition(os, {"Windows"}), condition(pooled, {})}), true},
        {"all but one", all_of({condition(os, {"Windows"}), condition(os, {"Linux"})}), false},
        {"any", any_of({condition(os, {"Linux"}), condition(os, {"Windows"})}), true},
        {"none of any", any_of({condition(os, {"Linux"}), condition(os, {"Mac"})}), false},
        {"not", no(condition(os, {"Linux"})), true},
        {"not of all", no(all_of({condition(os, {"Windows"}), condition(pooled, {})})), false},
    };
    const Desktop desktop = pooled_windows();
    for (const Row& row : rows) {
        CAPTURE(row.name);
        CHECK(answer(row.condition, desktop) == (row.holds ? Answer::yes : Answer::no));
        CHECK(answer(row.condition, desktop, Purpose::exclude) == (row.holds ? Answer::yes : Answer::no));
        CHECK(selects(Selector{row.condition}, desktop, site) == row.holds);
        CHECK(excludes(Selector{row.condition}, desktop, site) == row.holds);
    }
}

// What the cloud did not say matches nothing; its opposite decides for the backup.
TEST_CASE("each condition on a fact that the cloud did not say") {
    struct Row {
        const char* fact;
        Condition condition;
    };
    const Row rows[] = {
        {"name", condition(ConditionKind::name, {"win-*"})},
        {"name, by an expression", expression(".*")},
        {"tags", tag_condition("env", {"prod"})},
        {"tags, any value", tag_condition("env", {})},
        {"office site", condition(office_site, {""})},
        {"desktop group", condition(desktop_group, {""})},
        {"pooled", condition(pooled, {})},
        {"resource group", condition(resource_group, {"rg-1"})},
        {"os", condition(os, {""})},
        {"charge type", condition(charge_type, {"PostPaid"})},
        {"policy group", condition(policy_group, {"pg-1"})},
        {"end user", condition(end_user, {"alice"})},
        {"disks", condition(data_disk, {})},
        {"protocol", condition(protocol, {"ASP"})},
    };
    const Desktop desktop = silent();
    for (const Row& row : rows) {
        CAPTURE(row.fact);
        CHECK(answer(row.condition, desktop) == Answer::unsaid);
        CHECK_FALSE(selects(Selector{row.condition}, desktop, site));
        CHECK_FALSE(excludes(Selector{row.condition}, desktop, site));
        CHECK(selects(Selector{no(row.condition)}, desktop, site));         // keeps its backup
        CHECK_FALSE(excludes(Selector{no(row.condition)}, desktop, site));  // keeps it too
        CHECK_FALSE(selects(Selector{no(no(row.condition))}, desktop, site));
        CHECK_FALSE(excludes(Selector{no(no(row.condition))}, desktop, site));
        CHECK(answer(all_of({row.condition, condition(id, {"ecd-2"})}), desktop) == Answer::no);
        CHECK(answer(any_of({row.condition, condition(id, {"ecd-1"})}), desktop) == Answer::yes);
    }
}

TEST_CASE("a list with nothing in it is an answer") {
    const Desktop desktop = bare();
    for (const Condition& condition :
         {tag_condition("env", {}), condition(end_user, {"alice"}), condition(policy_group, {"pg-1"}),
          condition(resource_group, {"rg-1"}), condition(data_disk, {})}) {
        CAPTURE(text(condition.kind));
        CHECK(answer(condition, desktop) == Answer::no);
        CHECK(excludes(Selector{no(condition)}, desktop, site));
    }
}

TEST_CASE("the star is the word for every desktop, also one whose name the cloud did not say") {
    CHECK(selects(select_names({"*"}), silent(), site));
    CHECK(answer(no(condition(ConditionKind::name, {"*"})), silent()) == Answer::no);
}

TEST_CASE("a selector without a condition excludes nothing") {
    CHECK_FALSE(excludes(Selector{}, pooled_windows(), site));
    CHECK_FALSE(Selector{any_of({})}.has_condition());
    CHECK(select_names({"*"}).has_condition());
}

TEST_CASE("the condition that decided is told, with what it saw") {
    struct Row {
        Condition condition;
        const char* path;
        const char* sentence;
    };
    const auto linux_os = condition(os, {"Linux"}, "select.any[0].os");
    const auto production = tag_condition("env", {"prod"}, "select.any[1].tags.env");
    const auto many = condition(id, {"ecd-2", "ecd-3", "ecd-4", "ecd-5"}, "select.ids");
    const Row rows[] = {
        {any_of({linux_os, production}, "select.any"), "select.any[1].tags.env", "tag env is \"prod\""},
        {any_of({linux_os, many}, "select.any"), "select.any", "none of the conditions holds"},
        {all_of({production, linux_os}, "select"), "select.any[0].os", "os is \"Windows\", not Linux"},
        {all_of({production, production}, "select"), "select", "every condition holds"},
        {no(linux_os), "select.any[0].os", "os is \"Windows\", not Linux"},
        {many, "select.ids", "id is \"ecd-1\", not ecd-2, ecd-3 or 2 others"},
        {tag_condition("owner", {}, "select.tags.owner"), "select.tags.owner", "it has no tag owner"},
        {condition(policy_group, {"pg-3", "pg-4"}, "p"), "p", "policy group is \"pg-1\", \"pg-2\", not pg-3 or pg-4"},
        {condition(pooled, {}, "select.pooled"), "select.pooled", "desktop group is \"dg-1\""},
        {condition(data_disk, {}, "select.data_disk"), "select.data_disk", "it has a data disk"},
        {condition(ConditionKind::name, {"*"}, "select.name"), "select.name", "it means every desktop"},
    };
    for (const Row& row : rows) {
        const MatchReason reason = explain_match(Selector{row.condition}, pooled_windows(), site, Purpose::select);
        CHECK(reason.path == row.path);
        CHECK(reason.sentence == row.sentence);
    }
    const MatchReason unsaid = explain_match(Selector{no(linux_os)}, silent(), site, Purpose::select);
    CHECK(unsaid.answer == Answer::yes);
    CHECK(unsaid.sentence == "the cloud did not say its os");
}

TEST_CASE("an expression that is none is refused") {
    CHECK(name_expression("(").error().problem == "is not a regular expression: missing ): (");
    CHECK(name_expression("*-win").error().hint == "patterns such as \"win-*\" belong to name");
    CHECK(name_expression(std::string(1001, 'a')).error().problem == "has 1001 characters");
    CHECK_FALSE(name_expression("((((a{1,100}){1,100}){1,100}){1,100})").has_value());  // would take too much memory
}
