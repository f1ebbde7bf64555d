#include "core/policy/account_rights.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace ecdsnap::core;

namespace {

Policy policy_over(Condition root) {
    auto expression = CronExpression::parse("0 2 * * *", CronDialect::cron);
    Policy policy{"p", {},    {}, Schedule(std::move(expression.value()), "0 2 * * *", absl::UTCTimeZone(), "UTC"),
                  {},  "test"};
    policy.select.root = std::move(root);
    return policy;
}

AccountRights rights_with(Condition root) {
    AccountSettings account;
    account.name = "main";
    std::vector<Policy> policies{policy_over(std::move(root))};
    return rights_of(account, policies);
}

std::string names(const AccountRights& rights) {
    std::string all;
    for (const RamAction& action : actions_of(rights))
        all += (all.empty() ? "" : " ") + action.name.substr(4);
    return all;
}

}  // namespace

TEST_CASE("a policy counts for the accounts that it may cover") {
    const auto account = [](const char* name) { return condition(ConditionKind::account, {name}); };
    const auto name = condition(ConditionKind::name, {"*"});
    CHECK(rights_with(name).creates);
    CHECK(rights_with(account("main")).creates);
    CHECK(!rights_with(account("other")).creates);
    CHECK(!rights_with(all_of({name, account("other")})).creates);
    CHECK(rights_with(any_of({name, account("other")})).creates);
    CHECK(!rights_with(negated(account("main"))).creates);
    CHECK(rights_with(negated(account("other"))).creates);
    CHECK(rights_with(negated(name)).creates);  // desktops are not known
}

TEST_CASE("what only observes needs to read only; what wakes needs to wake and to put back") {
    AccountSettings account;
    account.name = "main";
    std::vector<Policy> policies{policy_over(condition(ConditionKind::name, {"*"}))};
    CHECK(names(rights_of(account, policies)) == "DescribeDesktops DescribeSnapshots CreateSnapshot");
    policies[0].mode = Mode::observe;
    CHECK(names(rights_of(account, policies)) == "DescribeDesktops DescribeSnapshots");
    policies[0].mode = Mode::act;
    policies[0].rules.states.hibernated = Hibernated::wake;
    account.all_regions.emplace();
    CHECK(names(rights_of(account, policies)) ==
          "DescribeRegions DescribeDesktops DescribeSnapshots CreateSnapshot WakeupDesktops HibernateDesktops");
}

TEST_CASE("nothing but the probe deletes") {
    AccountRights rights;
    rights.creates = rights.wakes = rights.importing = rights.regions = true;
    CHECK(names(rights).find("Delete") == std::string::npos);
    rights.probing = true;
    CHECK(names(rights).ends_with(" DescribeAutoSnapshotPolicy DeleteSnapshot"));
}
