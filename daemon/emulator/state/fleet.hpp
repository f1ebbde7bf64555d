// All desktops of the account: found by id, listed by region in a fixed order.
#pragma once

#include "emulator/state/desktop.hpp"

#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace ecdsnap::emulator {

class Fleet {
public:
    Fleet(std::vector<std::string> regions, std::vector<Desktop> desktops);
    Fleet(Fleet&&) = default;  // moved, not copied: the index refers to the ids inside
    Fleet& operator=(Fleet&&) = default;

    const std::vector<std::string>& regions() const { return regions_; }
    std::optional<RegionIndex> find_region(std::string_view name) const;

    std::span<const Desktop> desktops() const { return desktops_; }
    const Desktop& desktop(DesktopIndex index) const { return desktops_[index]; }
    std::optional<DesktopIndex> find(std::string_view id) const;
    std::span<const DesktopIndex> in_region(RegionIndex region) const { return by_region_[region]; }

    /// From now on the desktop is in `status`; with `next`, until that takes over.
    void set_status(DesktopIndex index, std::string status, std::optional<StatusChange> next = std::nullopt);
    void set_management_flag(DesktopIndex index, std::string flag);
    void set_auto_policy(DesktopIndex index, std::string policy);  // empty: none
    void set_connected(DesktopIndex index, bool connected) { desktops_[index].connected = connected; }

private:
    std::vector<std::string> regions_;
    std::vector<Desktop> desktops_;
    std::unordered_map<std::string_view, DesktopIndex> by_id_;
    std::vector<std::vector<DesktopIndex>> by_region_;
};

}  // namespace ecdsnap::emulator
