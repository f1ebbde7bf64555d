// What is really true in the simulated cloud, whatever callers were told: desktops, snapshots, and which call caused
// what.
#pragma once

#include "core/desktop.hpp"
#include "core/snapshot.hpp"
#include "core/time.hpp"
#include "ports/cloud.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ecdsnap::simulation {

struct TrueSnapshot {
    core::Snapshot shown;                   // as a listing shows it; status is computed
    core::WallTime visible_at{};            // listings started before do not show it
    std::optional<core::WallTime> ends_at;  // nullopt: hangs for ever
    core::SnapshotStatus end = core::SnapshotStatus::accomplished;
    std::optional<std::uint64_t> cause;  // the create call that made it; nullopt: the service itself, or a person
    bool late = false;                   // it came into being after its caller had given up
    bool removed = false;

    core::SnapshotStatus status(core::WallTime now) const {
        return ends_at && now >= *ends_at ? end : core::SnapshotStatus::progressing;
    }
};

struct CreateCall {
    std::uint64_t number = 0;
    ports::CreateSnapshotRequest request;
    core::WallTime at{};
};

// A call whose effect is still on its way.
struct PendingEffect {
    core::WallTime at{};
    std::uint64_t call = 0;
};

class CloudTruth {
public:
    std::map<std::string, core::Desktop> desktops;
    std::vector<TrueSnapshot> snapshots;  // by creation
    std::vector<CreateCall> calls;
    std::vector<PendingEffect> pending;

    bool disk_busy(const std::string& desktop_id, core::DiskKind disk, core::WallTime now) const;

    // Not FAILED and not removed, made by calls (not by the service), for that disk.
    std::vector<const TrueSnapshot*> live(const std::string& desktop_id, core::DiskKind disk, core::WallTime now) const;

    std::string next_id() { return "s-" + std::to_string(1'000'000 + snapshots.size()); }
};

}  // namespace ecdsnap::simulation
