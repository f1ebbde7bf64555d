#include "core/forecast/shared_disks.hpp"

namespace ecdsnap::core {

std::uint64_t shared_disks(const Fleet& fleet, const Policy& one, const PolicyReach& reach_of_one, const Policy& other,
                           const PolicyReach& reach_of_other) {
    const bool system = one.disks.system && other.disks.system;
    const bool data = one.disks.data && other.disks.data;
    std::uint64_t disks = 0;
    if (!system && !data) return disks;
    for (std::size_t site = 0; site < fleet.size(); ++site) {
        const auto& here = reach_of_one.sites[site].desktops;
        const auto& there = reach_of_other.sites[site].desktops;
        auto at = there.begin();
        for (const std::uint32_t place : here) {
            while (at != there.end() && *at < place)
                ++at;
            if (at == there.end()) break;
            if (*at != place) continue;
            disks += (system ? 1U : 0U) + (data && fleet[site].desktops[place].has_data_disk ? 1U : 0U);
        }
    }
    return disks;
}

}  // namespace ecdsnap::core
