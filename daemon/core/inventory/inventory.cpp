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

void Inventory::date_stops(std::vector<Desktop>& desktops, SteadyTime listed_at, const Continuity& continuity) const {
    const bool follows = listed_at_ && listed_at - *listed_at_ <= continuity.longest_gap;
    for (Desktop& desktop : desktops) {
        desktop.stopped_since = {};
        if (desktop.status != DesktopStatus::stopped) continue;
        const Desktop* before = follows ? find(desktop.id) : nullptr;
        if (before != nullptr && before->stopped_since != WallTime{})
            desktop.stopped_since = before->stopped_since;
        else if (continuity.cloud_now)
            desktop.stopped_since = *continuity.cloud_now;
    }
}

void Inventory::replace(std::vector<Desktop> desktops, SteadyTime listed_at, WallTime wall,
                        const Continuity& continuity) {
    std::stable_sort(desktops.begin(), desktops.end(), by_id);
    desktops.erase(std::unique(desktops.begin(), desktops.end(), same_id), desktops.end());
    TraitPool pool;  // the pages that were read shared theirs only inside themselves
    for (Desktop& desktop : desktops)
        desktop.traits = pool.share(std::move(desktop.traits));
    date_stops(desktops, listed_at, continuity);
    desktops_ = std::make_shared<std::vector<Desktop>>(std::move(desktops));
    absent_.clear();
    listed_at_ = listed_at;
    longest_gap_ = continuity.longest_gap;
    listed_wall_ = wall;
}

std::vector<std::string> Inventory::not_in(const std::vector<Desktop>& listed) const {
    std::unordered_set<std::string_view> shown;
    for (const Desktop& desktop : listed)
        shown.insert(desktop.id);
    std::vector<std::string> missing;
    for (const Desktop& desktop : *desktops_)
        if (!shown.contains(desktop.id)) missing.push_back(desktop.id);
    return missing;
}

// Not shared with anybody else.
std::vector<Desktop>& Inventory::own_desktops() {
    if (desktops_.use_count() > 1) desktops_ = std::make_shared<std::vector<Desktop>>(*desktops_);
    return *desktops_;
}

void Inventory::confirm(const std::vector<std::string>& asked, const std::vector<Desktop>& found) {
    std::vector<Desktop>& desktops = own_desktops();
    for (const std::string& id : asked) {
        const auto hit =
            std::find_if(found.begin(), found.end(), [&](const Desktop& desktop) { return desktop.id == id; });
        const auto place = place_of(desktops, id);
        const bool known = place != desktops.end() && place->id == id;
        if (hit == found.end()) {
            if (known) desktops.erase(place);
            absent_.insert(id);
        } else {
            absent_.erase(id);
            Desktop seen = *hit;
            const bool stays = known && seen.status == DesktopStatus::stopped;  // otherwise the next listing dates it
            seen.stopped_since = stays ? place->stopped_since : WallTime{};
            if (known)
                *place = std::move(seen);
            else
                desktops.insert(place, std::move(seen));
        }
    }
}

const Desktop* Inventory::find(std::string_view id) const {
    const std::vector<Desktop>& desktops = *desktops_;
    const auto place = place_of(desktops, id);
    return place != desktops.end() && place->id == id ? &*place : nullptr;
}

DesktopView Inventory::view(std::string_view id, DiskKind disk) const {
    DesktopView view;
    if (const Desktop* desktop = find(id)) {
        view.presence = DesktopView::Presence::listed;
        view.status = desktop->status;
        view.management = desktop->management;
        view.session = desktop->session;
        view.stopped_since = desktop->stopped_since;
        view.has_disk = disk == DiskKind::system || desktop->has_data_disk;
    } else if (absent_.contains(std::string{id})) {
        view.presence = DesktopView::Presence::absent;
    }
    return view;
}

}  // namespace ecdsnap::core
