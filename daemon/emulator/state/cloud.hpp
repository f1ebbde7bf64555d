// The emulated account: its desktops, its snapshots, and the rules under which one comes out of the other.
#pragma once

#include "emulator/amounts.hpp"
#include "emulator/dice.hpp"
#include "emulator/refusal.hpp"
#include "emulator/state/auto_policy.hpp"
#include "emulator/state/fleet.hpp"
#include "emulator/state/snapshot_listing.hpp"
#include "emulator/state/snapshot_store.hpp"

#include <string>

namespace ecdsnap::emulator {

/// What comes back of a Description. What the real service stores is not documented beyond its length.
struct DescriptionRule {
    enum class Kind {
        keep,
        cut,   // to `characters`
        drop,  // the field is absent
    };
    Kind kind = Kind::keep;
    std::size_t characters = 128;
};

struct CloudRules {
    TimeRange snapshot_lasts{std::chrono::seconds{5}, std::chrono::seconds{5}};
    TimeRange transition{std::chrono::seconds{10}, std::chrono::seconds{10}};  // of a desktop that starts or stops
    Duration list_lag{0};                                                      // until a listing shows a new snapshot
    NameMatch name_match = NameMatch::exact;
    DescriptionRule description;
    std::vector<std::string> closed_regions;  // named by DescribeRegions; nothing else is answered there
};

struct SnapshotOrder {
    DesktopIndex desktop = 0;
    DiskType disk = DiskType::system;
    std::string name;
    std::string description;
};

/// Why a snapshot is made and how it shall end: decided by the faults in force, not by the caller.
struct Fate {
    std::string cause = "answered";
    SnapshotEnd end = SnapshotEnd::accomplished;
};

struct Cloud {
    Cloud(Fleet dealt, CloudRules in_force, std::uint64_t seed)
        : fleet(std::move(dealt)), rules(in_force), ids(seed, "ids"), spans(seed, "spans") {}

    Fleet fleet;
    SnapshotStore snapshots;
    AutoPolicies auto_policies;
    CloudRules rules;
    Duration skew{0};  // what the service's clock shows beyond the true time
    Dice ids;
    Dice spans;
};

Outcome<const Snapshot*> take_snapshot(Cloud& cloud, const SnapshotOrder& order, const Fate& fate, Instant now);

/// The service's own nightly snapshots, in progress since `now`, each disk with this probability.
void start_automatic_snapshots(Cloud& cloud, Share share, TimeRange last, Instant now);

std::string new_snapshot_id(Cloud& cloud);

}  // namespace ecdsnap::emulator
