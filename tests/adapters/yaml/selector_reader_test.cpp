#include "config_folder.hpp"

#include <doctest/doctest.h>

using namespace ecdsnap;
using namespace ecdsnap::adapters;
using namespace ecdsnap::tests;
using core::ConditionKind;

namespace {

PolicySet read_select(const std::string& select) {
    PolicySet set;
    read_policies(
        "policies:\n  - name: nightly\n    schedule: {cron: \"0 2 * * *\", timezone: Asia/Shanghai}\n    select: " +
            select + "\n",
        "p.yaml", this_machine(), set);
    return set;
}

// The tree as text, in the order of the file: "all(os=Linux, not(name=a|b))".
std::string shape(const core::Condition& condition) {
    std::string out = condition.kind == ConditionKind::tag ? "tag " + condition.tag_key : text(condition.kind);
    std::string inside;
    for (const auto& part : condition.parts)
        inside += (inside.empty() ? "" : ", ") + shape(part);
    for (const auto& value : condition.values)
        inside += (inside.empty() ? "" : "|") + (value.empty() ? std::string("\"\"") : value);
    if (!condition.parts.empty()) return out + "(" + inside + ")";
    return inside.empty() ? out : out + "=" + inside;
}

}  // namespace

TEST_CASE("what is written becomes a tree of conditions") {
    struct Row {
        const char* select;
        const char* tree;
    };
    const Row rows[] = {
        {"{name: \"*\"}", "name=*"},
        {"{ids: ecd-1, name: [win-*, b]}", "all(ids=ecd-1, name=b|win-*)"},
        {"{office_site: dir-1}", "office_site=dir-1"},
        {"{office_sites: [dir-1, dir-2]}", "office_site=dir-1|dir-2"},
        {"{tags: {env: prod, cost: 42, note: \"\"}}", "all(tag env=prod, tag cost=42, tag note=\"\")"},
        {"{tags: {env: [prod, test]}}", "tag env=prod|test"},
        {"{tags: {env: {equals: prod}}}", "tag env=prod"},
        {"{tags: {env: {in: [prod, test]}}}", "tag env=prod|test"},
        {"{tags: {env: {exists: true}}}", "tag env"},
        {"{tags: {env: {exists: false}}}", "not(tag env)"},
        {"{tags: {env: {absent: true}}}", "not(tag env)"},
        {"{tags: {env: {absent: false}}}", "tag env"},
        {"{tags: {\"ecdsnap:skip\": {absent: true}}}", "not(tag ecdsnap:skip)"},
        {"{name_matches: \"^win-[0-9]+$\"}", "name_matches=^win-[0-9]+$"},
        {"{account: main, region: [cn-hangzhou, cn-shanghai]}", "all(account=main, region=cn-hangzhou|cn-shanghai)"},
        {"{desktop_group: dg-1, pooled: true}", "all(desktop_group=dg-1, pooled)"},
        {"{pooled: false, data_disk: false}", "all(not(pooled), not(data_disk))"},
        {"{resource_group: office, os: linux}", "all(resource_group=office, os=linux)"},
        {"{charge_type: PrePaid, policy_group: pg-1}", "all(charge_type=PrePaid, policy_group=pg-1)"},
        {"{end_user: [alice], data_disk: true, protocol: ASP}", "all(end_user=alice, data_disk, protocol=ASP)"},
        {"{any: [{os: Linux}, {os: Windows, pooled: true}]}", "any(os=Linux, all(os=Windows, pooled))"},
        {"{all: [{os: Linux}, {not: {name: [a, b]}}]}", "all(os=Linux, not(name=a|b))"},
        {"{name: a*, not: {any: [{os: Linux}, {tags: {keep: \"no\"}}]}}",
         "all(name=a*, not(any(os=Linux, tag keep=no)))"},
        {"{all: [{all: [{any: [{os: Linux}]}]}]}", "os=Linux"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.select);
        const auto set = read_select(row.select);
        for (const auto& problem : set.problems)
            FAIL_CHECK(text(problem));
        REQUIRE(set.policies.size() == 1);
        CHECK(shape(set.policies[0].select.root) == row.tree);
    }
}

TEST_CASE("each condition knows where it stands") {
    const auto set = read_select("{name: a*, any: [{os: Linux}, {tags: {env: prod}}]}");
    const auto& root = set.policies.at(0).select.root;
    CHECK(root.path == "select");
    CHECK(root.parts.at(0).path == "select.name");
    CHECK(root.parts.at(1).path == "select.any");
    CHECK(root.parts.at(1).parts.at(0).path == "select.any[0].os");
    CHECK(root.parts.at(1).parts.at(1).path == "select.any[1].tags.env");
}

TEST_CASE("wrong conditions are refused where they stand") {
    struct Row {
        const char* select;
        const char* problem;
    };
    const Row rows[] = {
        {"{any: {name: a}}",
         "select.any: a mapping stands where a list belongs (allowed: a list of conditions, each as in select)"},
        {"{any: []}", "select.any: the list is empty (allowed: a list of conditions, each as in select)"},
        {"{not: [{name: a}]}", "select.not: a list stands where keys belong (allowed: the keys "},
        {"{not: {}}", "select.not: there is no condition in it (allowed: the keys ids, name, "},
        {"{all: [{name: a}, {}]}", "select.all[1]: there is no condition in it (allowed: the keys ids, name, "},
        {"{all: [{nme: a}]}", "select.all[0].nme: unknown key (allowed: ids, name, "},
        {"{none: [{name: a}]}", "select.none: unknown key (allowed: ids, name, "},
        {"{not: {ids: [\"ecd-*\"]}}",
         "select.not.ids[0]: \"ecd-*\" is not a desktop's id (allowed: ecd-...); patterns belong to select.name"},
        {"{name_matches: \"(\"}",
         "select.name_matches: \"(\" is not a regular expression: missing ): ( (allowed: a regular expression as RE2 "
         "takes it)"},
        {"{name_matches: [a]}",
         "select.name_matches: a list stands where text belongs (allowed: a regular expression as RE2 takes it)"},
        {"{pooled: yes}", "select.pooled: \"yes\" is not true or false (allowed: true, false); write true"},
        {"{charge_type: prepaid}",
         "select.charge_type: \"prepaid\" is not a known word (allowed: PostPaid, PrePaid); did you mean \"PrePaid\"?"},
        {"{tags: {env: {exist: true}}}",
         "select.tags.env.exist: unknown key (allowed: equals, in, exists, absent); did you mean \"exists\"?"},
        {"{tags: {env: {}}}",
         "select.tags.env: this is no test of a tag (allowed: a value, a list of values, {exists: true} or {absent: "
         "true})"},
        {"{tags: {env: {exists: true, absent: true}}}", "select.tags.env: this is no test of a tag"},
        {"{tags: {env: {exists: prod}}}",
         "select.tags.env.exists: \"prod\" is not true or false (allowed: true, false)"},
        {"{tags: {env: []}}", "select.tags.env: the list is empty (allowed: a value, a list of values, "},
        {"{tags: {env: {in: prod}}}",
         "select.tags.env.in: \"prod\" stands where a list belongs (allowed: values of the tag); write [prod]"},
        {"{any: [{office_site: a, office_sites: [b]}]}",
         "select.any[0].office_sites: office_site and office_sites are the same key; keep one of them"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.select);
        const auto set = read_select(row.select);
        CHECK(set.policies.empty());
        REQUIRE(set.problems.size() == 1);
        const auto line = text(set.problems[0]);
        CHECK(line.substr(line.find(' ') + 1).starts_with(row.problem));
    }
}
