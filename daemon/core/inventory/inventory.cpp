#include "core/inventory/inventory.hpp"

#include "core/inventory/trait_pool.hpp"

#include <algorithm>

namespace ecdsnap::core {
namespace {

bool by_id(const Desktop& a, const Desktop& b) {
    return a.id < b.id;
}
bool same_id(const Desktop& a, const Desktop& b) {
    return a.id == b.id;
}

template <class Desktops>
auto place_of(Desktops& desktops, std::string_view id) {
    return std::lower_bound(desktops.begin(), desktops.end(), id, [](const Desktop& desktop, std::string_view wanted) {
        return desktop.id.compare(wanted) < 0;
    });
}

}  // namespace

void Inventory::replace(std::vector<Desktop> desktops, SteadyTime listed_at, WallTime wall) {
    std::stable_sort(desktops.begin(), desktops.end(), by_id);
    desktops.erase(std::unique(desktops.begin(), desktops.end(), same_id), desktops.end());
    TraitPool pool;  // the pages that were read shared theirs only inside themselves
    for (Desktop& desktop : desktops)
        desktop.traits = pool.share(std::move(desktop.traits));
    desktops_ = std::move(desktops);
    absent_.clear();
    listed_at_ = listed_at;
    listed_wall_ = wall;
}

std::vector<std::string> Inventory::not_in(const std::vector<Desktop>& listed) const {
    std::unordered_set<std::string_view> shown;
    for (const Desktop& desktop : listed)
        shown.insert(desktop.id);
    std::vector<std::string> missing;
    for (const Desktop& desktop : desktops_)
        if (!shown.contains(desktop.id)) missing.push_back(desktop.id);
    return missing;
}

void Inventory::confirm(const std::vector<std::string>& asked, const std::vector<Desktop>& found) {
    for (const std::string& id : asked) {
        const auto hit =
            std::find_if(found.begin(), found.end(), [&](const Desktop& desktop) { return desktop.id == id; });
        const auto place = place_of(desktops_, id);
        const bool known = place != desktops_.end() && place->id == id;
        if (hit == found.end()) {
            if (known) desktops_.erase(place);
            absent_.insert(id);
        } else {
            absent_.erase(id);
            if (known)
                *place = *hit;
            else
                desktops_.insert(place, *hit);
        }
    }
}

const Desktop* Inventory::find(std::string_view id) const {
    const auto place = place_of(desktops_, id);
    return place != desktops_.end() && place->id == id ? &*place : nullptr;
}

DesktopView Inventory::view(std::string_view id, DiskKind disk) const {
    DesktopView view;
    if (const Desktop* desktop = find(id)) {
        view.presence = DesktopView::Presence::listed;
        view.status = desktop->status;
        view.management = desktop->management;
        view.has_disk = disk == DiskKind::system || desktop->has_data_disk;
    } else if (absent_.contains(std::string{id})) {
        view.presence = DesktopView::Presence::absent;
    }
    return view;
}

}  // namespace ecdsnap::core
