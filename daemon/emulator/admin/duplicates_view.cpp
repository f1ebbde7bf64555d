// GET /_admin/duplicates. A cause is (desktop, disk, SnapshotName) by the emulator's own record; descriptions are not
// read.
#include "emulator/admin/views.hpp"

#include <map>

namespace ecdsnap::emulator {
namespace {

using Snapshots = std::vector<const Snapshot*>;
using DiskKey = std::pair<DesktopIndex, DiskType>;
using ByName = std::map<std::string_view, Snapshots>;

std::map<DiskKey, ByName> group_living(const SnapshotStore& store, Instant now) {
    std::map<DiskKey, ByName> groups;
    store.for_each([&](const Snapshot& snapshot) {
        if (snapshot.type != SnapshotType::user || status_at(snapshot, now) == SnapshotStatus::failed) return;
        groups[DiskKey{snapshot.desktop, snapshot.disk}][snapshot.name].push_back(&snapshot);
    });
    return groups;
}

std::size_t count_late(const Snapshots& snapshots) {
    std::size_t late = 0;
    for (const Snapshot* snapshot : snapshots)
        late += snapshot->cause == "late-effect" ? 1 : 0;
    return late;
}

void write_place(JsonWriter& json, const DiskKey& key, const Fleet& fleet) {
    json.member("desktop", fleet.desktop(key.first).id)
        .member("disk", key.second == DiskType::system ? "system" : "data");
}

void write_group(JsonWriter& json, const DiskKey& key, std::string_view name, const Snapshots& snapshots,
                 const Fleet& fleet, Instant now) {
    json.begin_object();
    write_place(json, key, fleet);
    json.member("name", name).member("count", snapshots.size()).member("late_effects", count_late(snapshots));
    json.key("snapshots").begin_array();
    for (const Snapshot* snapshot : snapshots)
        write_snapshot_view(json, *snapshot, fleet, now);
    json.end_array().end_object();
}

}  // namespace

std::string view_duplicates(const Emulator& emulator, Instant now) {
    const Fleet& fleet = emulator.cloud.fleet;
    const auto groups = group_living(emulator.cloud.snapshots, now);
    JsonWriter json;
    json.begin_object().key("duplicates").begin_array();  // names that a disk has more than once
    for (const auto& [key, by_name] : groups) {
        for (const auto& [name, snapshots] : by_name) {
            if (snapshots.size() > 1) write_group(json, key, name, snapshots, fleet, now);
        }
    }
    json.end_array().key("disks").begin_array();  // every disk that has any
    for (const auto& [key, by_name] : groups) {
        std::size_t count = 0, late = 0;
        for (const auto& [name, snapshots] : by_name) {
            count += snapshots.size();
            late += count_late(snapshots);
        }
        json.begin_object();
        write_place(json, key, fleet);
        json.member("count", count).member("names", by_name.size()).member("late_effects", late).end_object();
    }
    return json.end_array().end_object().take();
}

}  // namespace ecdsnap::emulator
