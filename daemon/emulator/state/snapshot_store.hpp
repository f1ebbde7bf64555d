// All snapshots, ordered newest first per region and per desktop, so that a page costs its own length and not the
// length of the list.
#pragma once

#include "emulator/state/snapshot.hpp"

#include <deque>
#include <optional>
#include <set>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace ecdsnap::emulator {

/// A place in a listing: just before the first snapshot that is older.
struct ListingPlace {
    Instant created;
    SnapshotNumber number = 0;
};

struct NewestFirst {
    using is_transparent = void;
    static bool before(Instant a, SnapshotNumber an, Instant b, SnapshotNumber bn) { return a != b ? a > b : an > bn; }
    bool operator()(const Snapshot* a, const Snapshot* b) const {
        return before(a->created, a->number, b->created, b->number);
    }
    bool operator()(const Snapshot* a, ListingPlace b) const {
        return before(a->created, a->number, b.created, b.number);
    }
    bool operator()(ListingPlace a, const Snapshot* b) const {
        return before(a.created, a.number, b->created, b->number);
    }
};

using SnapshotIndex = std::set<const Snapshot*, NewestFirst>;

class SnapshotStore {
public:
    SnapshotStore() = default;
    SnapshotStore(SnapshotStore&&) = default;  // moved, not copied: the indexes refer to the snapshots inside
    SnapshotStore& operator=(SnapshotStore&&) = default;

    /// Numbers the snapshot and keeps it. Pointers stay good until the snapshot is erased.
    const Snapshot& add(Snapshot snapshot);
    void erase(const Snapshot& snapshot);

    const Snapshot* in_progress(DesktopIndex desktop, DiskType disk, Instant now);

    const Snapshot* find(std::string_view id) const;
    const SnapshotIndex& of_region(RegionIndex region) const;
    const SnapshotIndex& of_desktop(DesktopIndex desktop) const;

    /// In order of creation here.
    template <class Visit>
    void for_each(Visit&& visit) const {
        for (const auto& slot : snapshots_) {
            if (slot) visit(*slot);
        }
    }

private:
    std::deque<std::optional<Snapshot>> snapshots_;  // number - 1; empty where erased
    std::unordered_map<std::string_view, const Snapshot*> by_id_;
    std::unordered_map<RegionIndex, SnapshotIndex> by_region_;
    std::unordered_map<DesktopIndex, SnapshotIndex> by_desktop_;
    std::unordered_map<DesktopIndex, std::vector<const Snapshot*>> unfinished_;  // when last looked at
};

}  // namespace ecdsnap::emulator
