#include "core/forecast/reach_change.hpp"

#include <algorithm>
#include <iterator>

namespace ecdsnap::core {

std::strong_ordering ReachedDesktop::operator<=>(const ReachedDesktop& other) const {
    if (const auto by_site = *site <=> *other.site; by_site != 0) return by_site;
    return id <=> other.id;
}

ReachedDesktops desktops_of(const Fleet& fleet, const PolicyReach& reach) {
    ReachedDesktops desktops;
    for (std::size_t site = 0; site < fleet.size(); ++site)
        for (const std::uint32_t place : reach.sites[site].desktops)
            desktops.push_back({&fleet[site].id, fleet[site].desktops[place].id});
    std::ranges::sort(desktops);
    return desktops;
}

ReachedDesktops desktops_of(const Fleet& fleet, const std::vector<PolicyReach>& reach) {
    ReachedDesktops desktops;
    for (std::size_t site = 0; site < fleet.size(); ++site) {
        std::vector<bool> reached(fleet[site].desktops.size());
        for (const PolicyReach& policy : reach)
            for (const std::uint32_t place : policy.sites[site].desktops)
                reached[place] = true;
        for (std::size_t place = 0; place < reached.size(); ++place)
            if (reached[place]) desktops.push_back({&fleet[site].id, fleet[site].desktops[place].id});
    }
    std::ranges::sort(desktops);
    return desktops;
}

ReachChange reach_change(const ReachedDesktops& before, const ReachedDesktops& after) {
    ReachChange change;
    change.before = before.size();
    change.after = after.size();
    std::ranges::set_difference(after, before, std::back_inserter(change.gained));
    std::ranges::set_difference(before, after, std::back_inserter(change.lost));
    return change;
}

}  // namespace ecdsnap::core
