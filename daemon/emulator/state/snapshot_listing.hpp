// Which snapshots a DescribeSnapshots call sees, one page at a time.
#pragma once

#include "emulator/state/fleet.hpp"
#include "emulator/state/snapshot_store.hpp"

#include <optional>
#include <string>
#include <vector>

namespace ecdsnap::emulator {

/// How the service's SnapshotName filter matches. Which one the real service has is not documented.
enum class NameMatch {
    exact,
    substring,
};

/// Unset members do not filter. `from` and `until` are inclusive and compare whole seconds, as the service shows them.
struct SnapshotFilter {
    RegionIndex region = 0;
    std::optional<DesktopIndex> desktop;
    std::optional<std::string> desktop_name, id, name;
    std::optional<DiskType> disk;
    std::optional<SnapshotType> type;
    std::optional<std::string> os;
    std::optional<Instant> from, until;
    NameMatch name_match = NameMatch::exact;
};

struct SnapshotPage {
    std::vector<const Snapshot*> snapshots;  // newest first
    std::optional<ListingPlace> next;        // unset on the last page
};

SnapshotPage list_snapshots(const SnapshotStore& store, const Fleet& fleet, const SnapshotFilter& filter,
                            std::optional<ListingPlace> after, std::size_t most, Instant now);

}  // namespace ecdsnap::emulator
