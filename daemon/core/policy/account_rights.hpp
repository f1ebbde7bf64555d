// What an account's key must be allowed to do for what the configuration makes of it: the least, and why.
#pragma once

#include "core/policy/policy.hpp"
#include "core/settings.hpp"

#include <string>
#include <vector>

namespace ecdsnap::core {

struct AccountRights {
    bool regions = false;    // regions: all
    bool creates = false;    // some policy acts, and may cover desktops of the account
    bool wakes = false;      // so does one that wakes desktops
    bool importing = false;  // `ecdsnap import` is used
    bool probing = false;    // `ecdsnap doctor --probe` is used

    bool operator==(const AccountRights&) const = default;
};

// Without importing and probing, of which the configuration knows nothing.
AccountRights rights_of(const AccountSettings& account, const std::vector<Policy>& policies);

struct RamAction {
    std::string name;  // "ecd:CreateSnapshot"
    std::string why;
};

// At least what reading takes. Desktops' tags come with their listing and need no right of their own.
std::vector<RamAction> actions_of(const AccountRights& rights);

}  // namespace ecdsnap::core
