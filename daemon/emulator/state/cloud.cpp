#include "emulator/state/cloud.hpp"

namespace ecdsnap::emulator {
namespace {

Snapshot begin_snapshot(Cloud& cloud, DesktopIndex desktop, DiskType disk, Instant now) {
    Snapshot snapshot;
    snapshot.id = new_snapshot_id(cloud);
    snapshot.desktop = desktop;
    snapshot.region = cloud.fleet.desktop(desktop).region;
    snapshot.disk = disk;
    snapshot.created = now + cloud.skew;
    snapshot.began = now;
    snapshot.visible_from = now + cloud.rules.list_lag;
    return snapshot;
}

}  // namespace

Outcome<const Snapshot*> take_snapshot(Cloud& cloud, const SnapshotOrder& order, const Fate& fate, Instant now) {
    const Desktop& desktop = cloud.fleet.desktop(order.desktop);
    const std::string_view status = status_at(desktop, now);
    if (status != "Running" && status != "Stopped") {
        return refuse(
            400, "IncorrectDesktopStatus",
            "The current status of the desktop does not support this operation. It is " + std::string(status) + '.');
    }
    if (find_disk(desktop, order.disk) == nullptr) {
        return refuse(400, "InvalidParameter.SourceDiskType", "The desktop has no data disk.");
    }
    if (cloud.snapshots.in_progress(order.desktop, order.disk, now) != nullptr) {
        return refuse(403, "IncorrectDiskStatus.CreatingSnapshot", "A previous snapshot of the disk is being created.");
    }
    Snapshot snapshot = begin_snapshot(cloud, order.desktop, order.disk, now);
    snapshot.name = order.name;
    snapshot.description = order.description;
    snapshot.cause = fate.cause;
    snapshot.lasts = cloud.spans.between(cloud.rules.snapshot_lasts);
    snapshot.end = fate.end;
    return &cloud.snapshots.add(std::move(snapshot));
}

void start_automatic_snapshots(Cloud& cloud, Share share, TimeRange last, Instant now) {
    Dice dice{cloud.spans.next(), "automatic"};
    for (DesktopIndex index = 0; index < cloud.fleet.desktops().size(); ++index) {
        for (const DiskType disk : {DiskType::system, DiskType::data}) {
            if (find_disk(cloud.fleet.desktop(index), disk) == nullptr || !dice.within(share)) continue;
            Snapshot snapshot = begin_snapshot(cloud, index, disk, now);
            snapshot.name = "auto-" + with_seconds(snapshot.created).substr(0, 10);
            snapshot.type = SnapshotType::automatic;
            snapshot.cause = "service";
            snapshot.lasts = dice.between(last);
            snapshot.visible_from = now;
            cloud.snapshots.add(std::move(snapshot));
        }
    }
}

std::string new_snapshot_id(Cloud& cloud) {
    return "s-" + cloud.ids.base36(20);
}

}  // namespace ecdsnap::emulator
