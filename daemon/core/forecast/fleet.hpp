// The desktops that a look ahead is taken over, by site.
#pragma once

#include "core/desktop.hpp"
#include "core/settings.hpp"
#include "core/site.hpp"

#include <string>
#include <vector>

namespace ecdsnap::core {

struct FleetSite {
    SiteId id;
    SiteLimits limits;
    std::vector<Desktop> desktops;  // unique ids, ascending
};

using Fleet = std::vector<FleetSite>;

// Every site of the configuration, in its order, without desktops.
inline Fleet sites_of(const Settings& settings) {
    Fleet fleet;
    for (const AccountSettings& account : settings.accounts)
        for (const std::string& region : account.regions)
            fleet.push_back({SiteId{account.name, region}, account.limits, {}});
    return fleet;
}

}  // namespace ecdsnap::core
