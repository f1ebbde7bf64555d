#include "core/forecast/reach_change.hpp"

#include <algorithm>
#include <iterator>
#include <numeric>

namespace ecdsnap::core {
namespace {

// Places of the sites by their ids; a site's desktops are in order already.
std::vector<std::size_t> in_order(const Fleet& fleet) {
    std::vector<std::size_t> places(fleet.size());
    std::iota(places.begin(), places.end(), std::size_t{0});
    std::ranges::sort(places, {}, [&](std::size_t place) -> const SiteId& { return fleet[place].id; });
    return places;
}

}  // namespace

std::strong_ordering ReachedDesktop::operator<=>(const ReachedDesktop& other) const {
    if (const auto by_site = *site <=> *other.site; by_site != 0) return by_site;
    return id <=> other.id;
}

ReachedDesktops desktops_of(const Fleet& fleet, const PolicyReach& reach) {
    ReachedDesktops desktops;
    for (const std::size_t site : in_order(fleet))
        for (const std::uint32_t place : reach.sites[site].desktops)
            desktops.push_back({&fleet[site].id, fleet[site].desktops[place].id});
    return desktops;
}

ReachedDesktops desktops_of(const Fleet& fleet, const std::vector<const PolicyReach*>& reach) {
    ReachedDesktops desktops;
    for (const std::size_t site : in_order(fleet)) {
        std::vector<bool> reached(fleet[site].desktops.size());
        for (const PolicyReach* policy : reach)
            for (const std::uint32_t place : policy->sites[site].desktops)
                reached[place] = true;
        for (std::size_t place = 0; place < reached.size(); ++place)
            if (reached[place]) desktops.push_back({&fleet[site].id, fleet[site].desktops[place].id});
    }
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
