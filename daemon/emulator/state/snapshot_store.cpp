#include "emulator/state/snapshot_store.hpp"

#include <algorithm>

namespace ecdsnap::emulator {
namespace {

const SnapshotIndex nothing;

template <class Map, class Key>
const SnapshotIndex& index_or_nothing(const Map& map, Key key) {
    const auto found = map.find(key);
    return found == map.end() ? nothing : found->second;
}

}  // namespace

const Snapshot& SnapshotStore::add(Snapshot snapshot) {
    snapshot.number = snapshots_.size() + 1;
    const Snapshot& kept = *snapshots_.emplace_back(std::move(snapshot));
    by_id_.emplace(kept.id, &kept);
    by_region_[kept.region].insert(&kept);
    by_desktop_[kept.desktop].insert(&kept);
    unfinished_[kept.desktop].push_back(&kept);
    return kept;
}

void SnapshotStore::erase(const Snapshot& snapshot) {
    by_id_.erase(snapshot.id);
    by_region_[snapshot.region].erase(&snapshot);
    by_desktop_[snapshot.desktop].erase(&snapshot);
    std::erase(unfinished_[snapshot.desktop], &snapshot);
    snapshots_[snapshot.number - 1].reset();
}

const Snapshot* SnapshotStore::find(std::string_view id) const {
    const auto found = by_id_.find(id);
    return found == by_id_.end() ? nullptr : found->second;
}

const Snapshot* SnapshotStore::in_progress(DesktopIndex desktop, DiskType disk, Instant now) {
    auto& open = unfinished_[desktop];
    std::erase_if(open, [now](const Snapshot* s) { return status_at(*s, now) != SnapshotStatus::progressing; });
    const auto found = std::ranges::find(open, disk, &Snapshot::disk);
    return found == open.end() ? nullptr : *found;
}

const SnapshotIndex& SnapshotStore::of_region(RegionIndex region) const {
    return index_or_nothing(by_region_, region);
}

const SnapshotIndex& SnapshotStore::of_desktop(DesktopIndex desktop) const {
    return index_or_nothing(by_desktop_, desktop);
}

}  // namespace ecdsnap::emulator
