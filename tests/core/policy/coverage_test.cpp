#include "core/policy/coverage.hpp"

#include <doctest/doctest.h>

using namespace ecdsnap::core;

namespace {

const SiteId site{"main", "cn-hangzhou"};

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
        CHECK(coverage_of(rules, policy_over(row.select), named("win-01"), site) == row.coverage);
    }
}

TEST_CASE("what the cloud does not say excludes a desktop from nothing") {
    CoverageRules rules;
    rules.exclude = {negated(condition(ConditionKind::os, {"Windows"}))};
    CHECK(coverage_of(rules, policy_over("*"), named("win-01"), site) == Coverage::covered);
}
