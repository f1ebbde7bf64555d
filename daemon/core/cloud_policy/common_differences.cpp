#include "core/cloud_policy/translation.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ecdsnap::core {
namespace {

std::string new_desktops(const std::vector<ImportedPolicy>& policies) {
    const std::string not_covered =
        "a desktop that is attached later is not covered here until its id is added or the import is repeated";
    const std::string covered =
        "a new desktop of which it holds is covered too, and the cloud would not have done that";
    const auto by_condition =
        std::ranges::count_if(policies, [](const auto& each) { return each.condition.has_value(); });
    if (by_condition == 0) return "the desktops are named one by one, as they are attached today: " + not_covered;
    const std::string condition = "a condition holds of just the desktops that are attached today: " + covered;
    if (static_cast<std::size_t>(by_condition) == policies.size()) return condition;
    return "where ids stand, " + not_covered + "; elsewhere " + condition;
}

}  // namespace

std::vector<Difference> common_differences(const ImportRules& rules, const std::vector<ImportedPolicy>& policies) {
    std::vector<Difference> differences;
    if (policies.empty()) return differences;
    differences.push_back({DifferenceKind::time_zone,
                           fmt::format("the cloud names no time zone; its expressions are read in {}{}", rules.timezone,
                                       rules.timezone == "Asia/Shanghai" ? ", since its console shows UTC+8" : "")});
    if (std::ranges::any_of(policies, &ImportedPolicy::names_weekdays))
        differences.push_back(
            {DifferenceKind::weekdays,
             "the cloud does not say which weekday is 1; it is taken for Sunday, as in Quartz. Compare the "
             "words beside each schedule with the console"});
    differences.push_back(
        {DifferenceKind::retention,
         "the cloud deletes a policy's snapshots after its days of retention; ecdsnapd deletes none, its "
         "snapshots stay until a person deletes them"});
    differences.push_back(
        {DifferenceKind::limit,
         "the cloud keeps at most 30 automatic snapshots of a desktop and then drops the oldest; ecdsnapd's "
         "are manual ones, which it does not drop"});
    differences.push_back(
        {DifferenceKind::still_attached,
         "the cloud's policies stay attached and make their own snapshots at the same times, for which ecdsnapd's wait "
         "in "
         "their window. Detach them once `ecdsnap history` shows that these are done: `ecdsnap import --json | jq -r "
         "'.policies[].detach[]'` prints the calls. A desktop without any gets the service's own nightly snapshots "
         "again, "
         "kept for three days"});
    differences.push_back({DifferenceKind::new_desktops, new_desktops(policies)});
    if (rules.main_file_excludes)
        differences.push_back(
            {DifferenceKind::main_file,
             "what exclude and tags of the main file say holds for these policies too, and can leave out "
             "desktops that the cloud covers: `ecdsnap plan --inventory` shows how many are left"});
    return differences;
}

}  // namespace ecdsnap::core
