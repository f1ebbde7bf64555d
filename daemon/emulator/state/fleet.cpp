#include "emulator/state/fleet.hpp"

#include <algorithm>

namespace ecdsnap::emulator {

Fleet::Fleet(std::vector<std::string> regions, std::vector<Desktop> desktops)
    : regions_(std::move(regions)), desktops_(std::move(desktops)), by_region_(regions_.size()) {
    by_id_.reserve(desktops_.size());
    for (DesktopIndex index = 0; index < desktops_.size(); ++index) {
        by_id_.emplace(desktops_[index].id, index);
        by_region_[desktops_[index].region].push_back(index);
    }
}

std::optional<RegionIndex> Fleet::find_region(std::string_view name) const {
    const auto found = std::ranges::find(regions_, name);
    if (found == regions_.end()) return std::nullopt;
    return static_cast<RegionIndex>(found - regions_.begin());
}

std::optional<DesktopIndex> Fleet::find(std::string_view id) const {
    const auto found = by_id_.find(id);
    if (found == by_id_.end()) return std::nullopt;
    return found->second;
}

void Fleet::set_status(DesktopIndex index, std::string status, std::optional<StatusChange> next) {
    desktops_[index].status = std::move(status);
    desktops_[index].change = std::move(next);
}

void Fleet::set_management_flag(DesktopIndex index, std::string flag) {
    desktops_[index].management_flag = std::move(flag);
}

void Fleet::set_auto_policy(DesktopIndex index, std::string policy) {
    desktops_[index].auto_policy = std::move(policy);
}

}  // namespace ecdsnap::emulator
