#include "simulation/cloud_truth.hpp"

namespace ecdsnap::simulation {

bool CloudTruth::disk_busy(const std::string& desktop_id, core::DiskKind disk, core::WallTime now) const {
    for (const TrueSnapshot& snapshot : snapshots) {
        const bool same = snapshot.shown.desktop_id == desktop_id && snapshot.shown.disk == disk;
        if (same && !snapshot.removed && snapshot.status(now) == core::SnapshotStatus::progressing) return true;
    }
    return false;
}

std::vector<const TrueSnapshot*> CloudTruth::live(const std::string& desktop_id, core::DiskKind disk,
                                                  core::WallTime now) const {
    std::vector<const TrueSnapshot*> found;
    for (const TrueSnapshot& snapshot : snapshots) {
        const bool same = snapshot.shown.desktop_id == desktop_id && snapshot.shown.disk == disk;
        if (same && snapshot.cause && !snapshot.removed && snapshot.status(now) != core::SnapshotStatus::failed)
            found.push_back(&snapshot);
    }
    return found;
}

}  // namespace ecdsnap::simulation
