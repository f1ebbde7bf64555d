#include "core/policy/coverage_reason.hpp"

#include <doctest/doctest.h>

using namespace ecdsnap::core;

namespace {

Policy policy_over(const char* names) {
    Policy made{"nightly", {}, {}, {CronExpression::parse("0 2 * * *").value(), {}, absl::UTCTimeZone(), "UTC"},
                {},        {}};
    made.select = {condition(ConditionKind::name, {names}, "select.name")};
    return made;
}

}  // namespace

TEST_CASE("why a policy covers a desktop or does not: the condition, or the tag") {
    struct Row {
        const char* name;
        const char* select;
        const char* exclude;
        Tag tag;
        Coverage coverage;
        const char* path;
        const char* sentence;
    };
    const Row rows[] = {
        {"selected", "win-*", nullptr, {}, Coverage::covered, "select.name", "name is \"win-01\""},
        {"not selected", "mac-*", nullptr, {}, Coverage::not_selected, "select.name", "name is \"win-01\", not mac-*"},
        {"excluded", "win-*", "*-01", {}, Coverage::excluded, "exclude.name", "name is \"win-01\""},
        {"opted out",
         "win-*",
         nullptr,
         {"ecdsnap:skip", "true"},
         Coverage::opted_out,
         "",
         "its tag ecdsnap:skip is \"true\""},
        {"by its tag",
         "mac-*",
         nullptr,
         {"ecdsnap:policy", "nightly"},
         Coverage::covered,
         "",
         "its tag ecdsnap:policy is \"nightly\""},
        {"elsewhere",
         "win-*",
         nullptr,
         {"ecdsnap:policy", "weekly"},
         Coverage::named_elsewhere,
         "",
         "its tag ecdsnap:policy is \"weekly\""},
    };
    for (const Row& row : rows) {
        CAPTURE(row.name);
        CoverageRules rules;
        rules.skip_tag_counts = rules.policy_tag_counts = true;
        if (row.exclude != nullptr) rules.exclude = {condition(ConditionKind::name, {row.exclude}, "exclude.name")};
        Desktop desktop;
        desktop.name = "win-01";
        if (!row.tag.key.empty()) desktop.tags.push_back(row.tag);
        const auto reason =
            explain_coverage(rules, {"nightly", "weekly"}, policy_over(row.select), desktop, {"main", "cn-hangzhou"});
        CHECK(reason.coverage == row.coverage);
        CHECK(reason.path == row.path);
        CHECK(reason.sentence == row.sentence);
    }
}
