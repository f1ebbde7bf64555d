// One snapshot as DescribeSnapshots shows it.
#pragma once

#include "core/desktop.hpp"
#include "core/time.hpp"

#include <cstdint>
#include <string>

namespace ecdsnap::core {

enum class SnapshotStatus : std::uint8_t {
    progressing,
    accomplished,
    failed,
    unknown,  // a word we do not know: treated as not finished
};

enum class SnapshotType : std::uint8_t { user, automatic };

struct Snapshot {
    std::string id;  // "s-…"
    std::string name;
    std::string description;
    std::string desktop_id;
    DiskKind disk = DiskKind::system;
    SnapshotStatus status = SnapshotStatus::unknown;
    SnapshotType type = SnapshotType::user;
    WallTime created{};       // the cloud's clock, whole seconds
    int remain_seconds = -1;  // RemainTime; -1: not known

    bool operator==(const Snapshot&) const = default;
};

const char* text(SnapshotStatus status);

}  // namespace ecdsnap::core
