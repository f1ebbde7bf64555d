#include "simulation/cloud_truth.hpp"

#include <algorithm>
#include <utility>

namespace ecdsnap::simulation {

const TrueSnapshot& CloudTruth::add(TrueSnapshot made) {
    const std::size_t place = snapshots_.size();
    if (made.shown.id.empty()) made.shown.id = id_prefix + std::to_string(1'000'000 + place);
    DesktopIndex& index = by_desktop_[made.shown.desktop_id];
    index.all.push_back(place);
    index.perhaps_busy.push_back(place);
    by_id_.emplace(made.shown.id, place);
    return snapshots_.emplace_back(std::move(made));
}

const TrueSnapshot* CloudTruth::find(const std::string& id) const {
    const auto place = by_id_.find(id);
    return place == by_id_.end() ? nullptr : &snapshots_[place->second];
}

bool CloudTruth::disk_busy(const std::string& desktop_id, core::DiskKind disk, core::WallTime now) {
    auto& candidates = by_desktop_[desktop_id].perhaps_busy;
    std::erase_if(candidates, [&](std::size_t place) {
        const TrueSnapshot& snapshot = snapshots_[place];
        return snapshot.removed || snapshot.status(now) != core::SnapshotStatus::progressing;
    });
    return std::any_of(candidates.begin(), candidates.end(),
                       [&](std::size_t place) { return snapshots_[place].shown.disk == disk; });
}

const std::vector<std::size_t>& CloudTruth::of_desktop(const std::string& desktop_id) const {
    static const std::vector<std::size_t> none;
    const auto index = by_desktop_.find(desktop_id);
    return index == by_desktop_.end() ? none : index->second.all;
}

std::size_t CloudTruth::first_created_from(core::WallTime from) const {
    const auto first = std::lower_bound(
        snapshots_.begin(), snapshots_.end(), from,
        [](const TrueSnapshot& snapshot, core::WallTime instant) { return snapshot.shown.created < instant; });
    return static_cast<std::size_t>(first - snapshots_.begin());
}

}  // namespace ecdsnap::simulation
