#include "core/policy/coverage.hpp"

#include <doctest/doctest.h>

using namespace ecdsnap::core;

namespace {

const SiteId site{"main", "cn-hangzhou"};

const PolicyNames known{"nightly", "weekly"};

Policy policy_over(const char* names) {
    Policy made{"nightly", {}, {}, {CronExpression::parse("0 2 * * *").value(), {}, absl::UTCTimeZone(), "UTC"},
                {},        {}};
    made.select = select_names({names});
    return made;
}

Desktop named(const char* name) {
    Desktop made;
    made.id = "ecd-1";
    made.name = name;
    return made;
}

}  // namespace

TEST_CASE("a policy covers what it selects, less what the main configuration excludes") {
    struct Row {
        const char* name;
        const char* select;
        const char* exclude;
        Coverage coverage;
    };
    const Row rows[] = {
        {"selected", "win-*", nullptr, Coverage::covered},
        {"not selected", "mac-*", nullptr, Coverage::not_selected},
        {"selected, and not excluded", "win-*", "mac-*", Coverage::covered},
        {"selected and excluded", "win-*", "*-01", Coverage::excluded},
        {"not selected and excluded", "mac-*", "*-01", Coverage::not_selected},
    };
    for (const Row& row : rows) {
        CAPTURE(row.name);
        CoverageRules rules;
        if (row.exclude != nullptr) rules.exclude = select_names({row.exclude});
        CHECK(coverage_of(rules, known, policy_over(row.select), named("win-01"), site) == row.coverage);
    }
}

TEST_CASE("what the cloud does not say excludes a desktop from nothing") {
    CoverageRules rules;
    rules.exclude = {negated(condition(ConditionKind::os, {"Windows"}))};
    CHECK(coverage_of(rules, known, policy_over("*"), named("win-01"), site) == Coverage::covered);
}

TEST_CASE("a desktop's own tags count where the main configuration lets them") {
    struct Row {
        const char* name;
        const char* key;
        const char* value;
        const char* select;
        Coverage with_both;
        Coverage with_none;
    };
    using enum Coverage;
    const Row rows[] = {
        {"no tag", "env", "prod", "win-*", covered, covered},
        {"skip", "ecdsnap:skip", "true", "win-*", opted_out, covered},
        {"skip without a value", "ecdsnap:skip", "", "win-*", opted_out, covered},
        {"skip, but no", "ecdsnap:skip", "false", "win-*", covered, covered},
        {"skip with a value nobody knows", "ecdsnap:skip", "until-friday", "win-*", covered, covered},
        {"skip of what is not selected", "ecdsnap:skip", "true", "mac-*", not_selected, not_selected},
        {"this policy", "ecdsnap:policy", "nightly", "mac-*", covered, not_selected},
        {"another policy", "ecdsnap:policy", "weekly", "win-*", named_elsewhere, covered},
        {"both policies", "ecdsnap:policy", "weekly, nightly", "mac-*", covered, not_selected},
        {"an unknown policy", "ecdsnap:policy", "nighty", "win-*", covered, covered},
        {"an unknown policy, not selected", "ecdsnap:policy", "nighty", "mac-*", not_selected, not_selected},
        {"an unknown policy and another", "ecdsnap:policy", "nighty weekly", "win-*", named_elsewhere, covered},
        {"no name", "ecdsnap:policy", " , ", "win-*", covered, covered},
    };
    for (const Row& row : rows) {
        CAPTURE(row.name);
        Desktop desktop = named("win-01");
        desktop.tags = {{row.key, row.value}};
        CoverageRules rules;
        CHECK(coverage_of(rules, known, policy_over(row.select), desktop, site) == row.with_none);
        rules.skip_tag_counts = rules.policy_tag_counts = true;
        CHECK(coverage_of(rules, known, policy_over(row.select), desktop, site) == row.with_both);
        CHECK(left_out(rules, desktop, site) ==
              (row.with_both == opted_out || std::string_view(row.name) == "skip of what is not selected"));
        rules.exclude = select_names({"*"});
        if (row.with_both == covered)
            CHECK(coverage_of(rules, known, policy_over(row.select), desktop, site) == excluded);
    }
}
