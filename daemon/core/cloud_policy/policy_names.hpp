// Names of ours for policies of the cloud, whose names may be in any script, long, and alike.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace ecdsnap::core {

struct NameWish {
    std::string cloud_name;
    std::string cloud_id;
    std::string region;
};

// A good name (check_policy_name) that is as near as can be: "Nightly_Backup" becomes "nightly-backup". Where too
// little of it is left, the policy's id stands in: "每日备份" becomes "sp-3e3bmfcdkjfl1".
std::string policy_name_from(std::string_view cloud_name, std::string_view cloud_id);

// One for each wish, all different and none among `taken`. Those that would be alike get their region, and then a
// number.
std::vector<std::string> policy_names(const std::vector<NameWish>& wishes,
                                      const std::set<std::string, std::less<>>& taken);

}  // namespace ecdsnap::core
