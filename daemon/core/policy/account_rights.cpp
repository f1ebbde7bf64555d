#include "core/policy/account_rights.hpp"

#include <algorithm>

namespace ecdsnap::core {
namespace {

// false: certainly not. Only what stands in the configuration decides; desktops are not known.
bool may_cover(const Condition& condition, const std::string& account) {
    const auto part_may = [&](const Condition& part) { return may_cover(part, account); };
    switch (condition.kind) {
        case ConditionKind::account: return condition.values.contains(account);
        case ConditionKind::all: return std::ranges::all_of(condition.parts, part_may);
        case ConditionKind::any: return std::ranges::any_of(condition.parts, part_may);
        case ConditionKind::negation: {
            const Condition& part = condition.parts.front();
            return part.kind != ConditionKind::account || !part.values.contains(account);
        }
        default: return true;
    }
}

}  // namespace

AccountRights rights_of(const AccountSettings& account, const std::vector<Policy>& policies) {
    AccountRights rights;
    rights.regions = account.all_regions.has_value();
    for (const Policy& policy : policies) {
        if (policy.mode != Mode::act || !may_cover(policy.select.root, account.name)) continue;
        rights.creates = true;
        if (policy.rules.states.hibernated == Hibernated::wake) rights.wakes = true;
    }
    return rights;
}

std::vector<RamAction> actions_of(const AccountRights& rights) {
    std::vector<RamAction> actions;
    const auto add = [&](bool wanted, const char* name, const char* why) {
        if (wanted) actions.push_back({name, why});
    };
    add(rights.regions, "ecd:DescribeRegions", "regions: all");
    add(true, "ecd:DescribeDesktops", "the inventory, with tags, and desktops' states");
    add(true, "ecd:DescribeSnapshots", "what became of snapshots");
    add(rights.creates, "ecd:CreateSnapshot", "policies that make snapshots");
    add(rights.wakes, "ecd:WakeupDesktops", "policies with hibernated: wake");
    add(rights.wakes, "ecd:HibernateDesktops", "policies with hibernated: wake put desktops back to sleep");
    add(rights.importing, "ecd:DescribeAutoSnapshotPolicy", "`ecdsnap import`");
    add(rights.probing && !rights.creates, "ecd:CreateSnapshot", "`ecdsnap doctor --probe`");
    add(rights.probing, "ecd:DeleteSnapshot", "`ecdsnap doctor --probe` deletes the snapshots that it made");
    return actions;
}

}  // namespace ecdsnap::core
