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

// Of `regions: all`, where nobody has asked the cloud: those that the configuration names otherwise.
inline std::vector<std::string> known_regions(const AccountSettings& account) {
    if (!account.all_regions || !account.regions.empty()) return account.regions;
    std::vector<std::string> regions{account.all_regions->asked_in};
    for (const auto& [region, address] : account.endpoint.of_region)
        if (region != account.all_regions->asked_in) regions.push_back(region);
    return regions;
}

// Every site of the configuration, in its order, without desktops.
inline Fleet sites_of(const Settings& settings) {
    Fleet fleet;
    for (const AccountSettings& account : settings.accounts)
        for (const std::string& region : known_regions(account))
            fleet.push_back({SiteId{account.name, region}, account.limits, {}});
    return fleet;
}

}  // namespace ecdsnap::core
