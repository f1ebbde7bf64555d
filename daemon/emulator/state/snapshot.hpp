// One snapshot. It has no timer: what it is at a moment follows from when it began and how it will end.
#pragma once

#include "emulator/state/desktop.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace ecdsnap::emulator {

using SnapshotNumber = std::uint64_t;  // 1, 2, ... in the order of creation here

enum class SnapshotStatus {
    progressing,   // being taken
    accomplished,  // restorable
    failed,        // ended without result
};

/// How a snapshot will end when its time is over.
enum class SnapshotEnd {
    accomplished,
    failed,
    never,  // hangs in progress for ever
};

enum class SnapshotType {
    user,       // made by CreateSnapshot
    automatic,  // made by the service itself
};

struct Snapshot {
    SnapshotNumber number = 0;
    std::string id;  // s-...
    DesktopIndex desktop = 0;
    RegionIndex region = 0;
    DiskType disk = DiskType::system;
    std::string name;
    std::string description;  // as it was sent
    SnapshotType type = SnapshotType::user;
    std::string cause;     // why it exists, by the emulator's own record: answered, torn, late-effect, planted, ...
    Instant created;       // as the service shows it (its clock may be askew)
    Instant began;         // true time
    Instant visible_from;  // true time; before it no listing shows the snapshot
    Duration lasts{0};
    SnapshotEnd end = SnapshotEnd::accomplished;
};

SnapshotStatus status_at(const Snapshot& snapshot, Instant now);
int percent_at(const Snapshot& snapshot, Instant now);

/// Seconds still to go; -1 while the service "is still computing" (its first tenth), 0 when over.
std::int64_t remaining_at(const Snapshot& snapshot, Instant now);

std::string_view upper_case_name(SnapshotStatus status);  // PROGRESSING, ACCOMPLISHED, FAILED
std::string_view upper_case_name(SnapshotType type);      // USER, AUTO

}  // namespace ecdsnap::emulator
