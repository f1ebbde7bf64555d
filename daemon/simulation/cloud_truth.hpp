// What is really true in the simulated cloud, whatever callers were told: desktops, snapshots, and which call caused
// what.
#pragma once

#include "core/desktop.hpp"
#include "core/snapshot.hpp"
#include "core/time.hpp"
#include "ports/cloud.hpp"
#include "simulation/chronicle.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace ecdsnap::simulation {

struct TrueSnapshot {
    core::Snapshot shown;                   // as a listing shows it; status is computed
    core::WallTime visible_at{};            // listings before do not show it
    std::optional<core::WallTime> ends_at;  // nullopt: hangs for ever
    core::SnapshotStatus end = core::SnapshotStatus::accomplished;
    std::optional<std::uint64_t> cause;  // the create call that made it; nullopt: the service itself, or a person
    bool late = false;                   // its request reached the service when its caller had lost hope
    bool removed = false;

    core::SnapshotStatus status(core::WallTime now) const {
        return ends_at && now >= *ends_at ? end : core::SnapshotStatus::progressing;
    }
    bool live(core::WallTime now) const { return !removed && status(now) != core::SnapshotStatus::failed; }
};

struct CreateCall {
    enum class Told : std::uint8_t {
        nothing,  // no answer reached the caller, or it was dead by then
        accepted,
        refused,
        unknown,  // an answer that says nothing
    };
    std::uint64_t number = 0;  // its place in CloudTruth::calls
    std::string host;
    ports::CreateSnapshotRequest request;
    core::WallTime started{};
    std::optional<core::WallTime> caller_left;  // answered, given up or dead; nullopt: still waiting
    Told told = Told::nothing;
    bool busy = false;        // refused, since the disk was busy
    std::string snapshot_id;  // empty: no effect (yet)
};

enum class PowerChange : std::uint8_t { wake, hibernate };

struct PowerCall {
    std::uint64_t number = 0;  // its place in CloudTruth::power_calls
    std::string host;
    PowerChange change = PowerChange::wake;
    std::vector<std::string> ids;
    core::WallTime started{};
    CreateCall::Told told = CreateCall::Told::nothing;
    bool took_effect = false;
};

// What is behind a desktop's state beside what a listing shows.
struct DesktopPower {
    std::optional<std::uint64_t> woken_by;  // the call that last woke it, unless it fell asleep since
    core::WallTime connected_since{};       // while somebody is
    std::uint64_t changes = 0;              // a change under way ends only if none came after it
};

class CloudTruth {
public:
    std::map<std::string, core::Desktop> desktops;
    Chronicle<CreateCall> calls;
    std::vector<PowerCall> power_calls;
    std::map<std::string, DesktopPower> power;  // by desktop
    std::string id_prefix = "s-";

    // By a person's hand, or by itself.
    void fall_asleep(const std::string& desktop_id);
    void connect(const std::string& desktop_id, core::WallTime now);  // wakes it too
    void disconnect(const std::string& desktop_id);

    // Gives it an id if it has none. Snapshots come in the order of their creation.
    const TrueSnapshot& add(TrueSnapshot made);
    const Chronicle<TrueSnapshot>& snapshots() const { return snapshots_; }
    const TrueSnapshot* find(const std::string& id) const;
    std::optional<std::size_t> place_of(const std::string& id) const;  // in snapshots()
    void remove(std::size_t place) { snapshots_[place].removed = true; }

    bool disk_busy(const std::string& desktop_id, core::DiskKind disk, core::WallTime now);
    // Places in snapshots(), ascending.
    const std::vector<std::size_t>& of_desktop(const std::string& desktop_id) const;
    std::size_t first_created_from(core::WallTime from) const;

    // For long runs: the oldest calls whose callers left before then, and the oldest snapshots that had ended before
    // then, are no longer known, to whoever asks the truth and to listings. Numbers and places of the others do not
    // change.
    void forget_calls_before(core::WallTime before);
    void forget_snapshots_before(core::WallTime before);

private:
    struct DesktopIndex {
        std::vector<std::size_t> all;
        std::vector<std::size_t> perhaps_busy;
    };

    void forget_oldest_snapshot();

    Chronicle<TrueSnapshot> snapshots_;
    std::unordered_map<std::string, DesktopIndex> by_desktop_;
    std::unordered_map<std::string, std::size_t> by_id_;
};

}  // namespace ecdsnap::simulation
