// What a change of policies means for desktops: which come under them and which fall out.
#pragma once

#include "core/forecast/policy_reach.hpp"

#include <compare>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ecdsnap::core {

// Lives as long as its fleet.
struct ReachedDesktop {
    const SiteId* site = nullptr;
    std::string_view id;

    std::strong_ordering operator<=>(const ReachedDesktop& other) const;
    bool operator==(const ReachedDesktop& other) const { return (*this <=> other) == 0; }
};

// Ordered by site and id; of several policies each desktop once.
using ReachedDesktops = std::vector<ReachedDesktop>;
ReachedDesktops desktops_of(const Fleet& fleet, const PolicyReach& reach);
ReachedDesktops desktops_of(const Fleet& fleet, const std::vector<const PolicyReach*>& reach);

struct ReachChange {
    std::size_t before = 0;
    std::size_t after = 0;
    ReachedDesktops gained;
    ReachedDesktops lost;

    bool any() const { return !gained.empty() || !lost.empty(); }
};

ReachChange reach_change(const ReachedDesktops& before, const ReachedDesktops& after);

}  // namespace ecdsnap::core
