#include "core/reconcile/ownership.hpp"

#include "core/policy/snapshot_name.hpp"
#include "core/task/printing.hpp"

using namespace ecdsnap::core;
using namespace std::chrono_literals;

namespace {

Stamp sample_stamp() {
    Stamp stamp;
    stamp.owner = "main";
    stamp.slot.policy = "nightly";
    stamp.slot.instant = SlotInstant{} + 490'000h;
    stamp.snapshot_number = 2;
    stamp.send_number = 5;
    stamp.start_token = "k3q7ab";
    return stamp;
}

Snapshot sample(std::string name, std::string description = {}) {
    Snapshot snapshot;
    snapshot.id = "s-1";
    snapshot.name = std::move(name);
    snapshot.description = std::move(description);
    snapshot.status = SnapshotStatus::progressing;
    snapshot.created = WallTime{} + 490'000h;
    return snapshot;
}

}  // namespace

TEST_CASE("ours: the stamp parses, its check is right, the owner is ours, and it is a user snapshot") {
    const std::string good = description_with(sample_stamp(), "nightly backup");
    std::string damaged = good;
    damaged[good.find("nightly")] = 'm';
    Snapshot automatic = sample("x", good);
    automatic.type = SnapshotType::automatic;
    CHECK(our_stamp(sample("x", good), "main") == sample_stamp());
    CHECK_FALSE(our_stamp(sample("x", good), "team-b").has_value());
    CHECK_FALSE(our_stamp(sample("x", damaged), "main").has_value());
    CHECK_FALSE(our_stamp(sample("x", "see " + good), "main").has_value());
    CHECK_FALSE(our_stamp(sample("x"), "main").has_value());
    CHECK_FALSE(our_stamp(automatic, "main").has_value());
}

TEST_CASE("a sighting by stamp carries what the snapshot and its stamp say") {
    const Sighting sighting = sighting_by_stamp(sample("nightly-k3q7ab-2"), sample_stamp());
    CHECK(sighting.snapshot_id == "s-1");
    CHECK(sighting.name == "nightly-k3q7ab-2");
    CHECK(sighting.status == SnapshotStatus::progressing);
    CHECK(sighting.created == WallTime{} + 490'000h);
    CHECK(sighting.snapshot_number == 2);
    CHECK(sighting.send_number == 5);
}

TEST_CASE("by name: the base name with its number, or any name with the key as a part of its own") {
    struct Row {
        std::string name;
        std::uint32_t number;  // 0: not this task's
    };
    const Row rows[] = {
        {"nightly-ecd-1-k3q7ab", 1},
        {"nightly-ecd-1-k3q7ab-2", 2},
        {"nightly-ecd-1-k3q7ab-17", 17},
        {"other-template-k3q7ab", 1},
        {"other-template-k3q7ab-3", 3},
        {"k3q7ab_system", 1},
        {"k3q7ab", 1},
        {"x-k3q7ab_system-20261124", 1},
        {"nightly-ecd-1-k3q7ac", 0},
        {"nightly-ecd-1-xk3q7ab", 0},
        {"nightly-ecd-1-k3q7abx", 0},
        {"nightly-ecd-1", 0},
        {"", 0},
    };
    for (const Row& row : rows) {
        CAPTURE(row.name);
        const auto sighting = sighting_by_name(sample(row.name), "nightly-ecd-1-k3q7ab", "k3q7ab");
        CHECK(sighting.has_value() == (row.number != 0));
        if (!sighting) continue;
        CHECK(sighting->snapshot_number == row.number);
        CHECK(sighting->send_number == 0);
        CHECK(may_hold_key(row.name));
    }
}

TEST_CASE("by name: no key is looked for in a name that has no part like one") {
    for (const char* name :
         {"Backup-of-Monday", "Desk 7", "", "nightly-ecd1", "a-bc-def", "ABCDEF", "k3q7abc", "k3q7a", "k3q71b"})
        CHECK_MESSAGE(!may_hold_key(name), name);
    for (const char* name : {"manual", "x-k3q7ab", "k3q7ab_x", "x-k3q7ab-2", "too-long-parts-k3q7ab", "7-k3q7ab"})
        CHECK_MESSAGE(may_hold_key(name), name);
    CHECK_FALSE(sighting_by_name(sample("nightly--ecd"), "", "").has_value());
}

TEST_CASE("by name: the service's own snapshots are never a task's") {
    Snapshot automatic = sample("nightly-ecd-1-k3q7ab");
    automatic.type = SnapshotType::automatic;
    CHECK_FALSE(sighting_by_name(automatic, "nightly-ecd-1-k3q7ab", "k3q7ab").has_value());
}

TEST_CASE("by name: a task that has no stored name yet is found by its key") {
    const auto sighting = sighting_by_name(sample("nightly-k3q7ab-2"), "", "k3q7ab");
    REQUIRE(sighting.has_value());
    CHECK(sighting->snapshot_number == 2);
}
