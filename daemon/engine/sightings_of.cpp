#include "engine/sightings_of.hpp"

#include "core/reconcile/ownership.hpp"
#include "core/slot/slot_tasks.hpp"
#include "core/task/task_machine.hpp"
#include "core/text/utc_text.hpp"
#include "engine/snapshot_texts.hpp"

#include <unordered_set>
#include <utility>

namespace ecdsnap::engine {
namespace {

// Made after we started, under another token: somebody else is sending. What an earlier start of ours had sent may
// still have come a while after it ended.
bool made_by_another(const World& world, const core::Snapshot& snapshot, const core::Stamp& stamp) {
    constexpr core::Millis same_moment = std::chrono::seconds{5};
    if (stamp.start_token == world.start_token) return false;
    const core::Millis late = world.knows_token(stamp.start_token) ? core::suspect_horizon : same_moment;
    return snapshot.created >= world.started_by_cloud() + late;
}

// An unknown start made it, or one of ours that is over and cannot have: it explains no send of ours.
bool is_foreign(const World& world, const core::Snapshot& snapshot, const core::Stamp& stamp) {
    return !world.knows_token(stamp.start_token) || made_by_another(world, snapshot, stamp);
}

void watch_for_second_daemon(Site& site, const core::Snapshot& snapshot, const core::Stamp& stamp) {
    World& world = site.world;
    constexpr core::Millis remembered = std::chrono::minutes{20};
    if (!made_by_another(world, snapshot, stamp)) return;
    const core::Millis age = world.clock.wall_now() - snapshot.created;
    if (age > remembered) return;
    const bool news = !world.second_daemon();
    world.second_daemon_until = std::max(world.second_daemon_until, world.clock.steady_now() + (remembered - age));
    if (!news) return;
    core::Event event{core::EventId::second_daemon,
                      "another daemon makes snapshots for owner " + world.owner + " at the same time",
                      {}};
    event.fields.push_back({"site", core::text(*site.id)});
    event.fields.push_back({"owner", world.owner});
    event.fields.push_back({"token", stamp.start_token});
    event.fields.push_back({"snapshot_id", snapshot.id});
    event.fields.push_back({"snapshot_name", snapshot.name});
    event.fields.push_back({"desktop", snapshot.desktop_id});
    world.events.emit(std::move(event));
}

// A description that did not come back as it was sent: told once per site.
void compare_description(Site& site, const core::Task& task, const core::Snapshot& snapshot) {
    if (site.stamp_differs) return;
    const std::string sent = description_of(site, task, *site.world.slots.find(task.slot_id));
    if (sent == snapshot.description) return;
    site.stamp_differs = true;
    remember(site);
    core::Event event{core::EventId::stamp_differs,
                      "a snapshot's description came back other than it was sent; names identify alone here",
                      {}};
    event.fields.push_back({"site", core::text(*site.id)});
    event.fields.push_back({"desktop", task.desktop_id});
    event.fields.push_back({"snapshot_id", snapshot.id});
    event.fields.push_back({"snapshot_name", snapshot.name});
    event.fields.push_back({"sent", sent});
    event.fields.push_back({"received", snapshot.description});
    site.world.events.emit(std::move(event));
}

void note_recorded(Site& site, core::TaskId id, const core::Snapshot& snapshot, Claims& claims) {
    const core::Task& task = *site.board.find(id);
    if (task.snapshot_id != snapshot.id) return;
    claims.witness = std::max(claims.witness.value_or(core::SteadyTime::min()), task.accepted_steady);
    if (task.lag_measurable) compare_description(site, task, snapshot);
}

}  // namespace

core::Sighting stamped_sighting(const World& world, const core::Snapshot& snapshot, const core::Stamp& stamp) {
    core::Sighting sighting = core::sighting_by_stamp(snapshot, stamp);
    sighting.foreign = is_foreign(world, snapshot, stamp);
    sighting.earlier_start = stamp.start_token != world.start_token;
    return sighting;
}

std::optional<core::TaskId> task_by_stamp(Site& site, const core::Snapshot& snapshot, const core::Stamp& stamp) {
    for (const core::TaskId id : site.board.of_disk(snapshot.desktop_id, snapshot.disk)) {
        const core::Slot* slot = site.world.slots.find(site.board.find(id)->slot_id);
        if (slot->key == stamp.slot) return id;
    }
    return std::nullopt;
}

Claims claims_of(Site& site, const std::vector<core::Snapshot>& snapshots) {
    Claims claims;
    std::unordered_set<std::string_view> seen;  // pages that move under the reader show some twice
    for (const core::Snapshot& snapshot : snapshots) {
        if (snapshot.type != core::SnapshotType::user || !seen.insert(snapshot.id).second) continue;
        if (const auto stamp = core::our_stamp(snapshot, site.world.owner)) {
            watch_for_second_daemon(site, snapshot, *stamp);
            if (const auto id = task_by_stamp(site, snapshot, *stamp)) {
                claims.sightings[*id].push_back(stamped_sighting(site.world, snapshot, *stamp));
                note_recorded(site, *id, snapshot, claims);
            } else {
                claims.unclaimed.push_back(Unclaimed{snapshot, *stamp});
            }
            continue;
        }
        const bool keyed = core::may_hold_key(snapshot.name);
        for (const core::TaskId id : site.board.of_disk(snapshot.desktop_id, snapshot.disk)) {
            const core::Task& task = *site.board.find(id);
            std::string key;
            if (keyed) key = core::key_of(site.world.owner, *site.world.slots.find(task.slot_id), task);
            if (auto sighting = core::sighting_by_name(snapshot, task.base_name, key)) {
                claims.sightings[id].push_back(std::move(*sighting));
                note_recorded(site, id, snapshot, claims);
                break;
            }
        }
    }
    return claims;
}

void measure_lag(Site& site, const Claims& claims, core::SteadyTime listed_at) {
    const core::Task* youngest = nullptr;
    bool longer = false;
    for (const auto& [id, sightings] : claims.sightings) {
        core::Task* task = site.board.find(id);
        if (task == nullptr || !task->lag_measurable) continue;
        if (sightings.empty()) {
            task->last_absent = listed_at;
            continue;
        }
        task->lag_measurable = false;
        const bool absent_before = task->last_absent > task->accepted_steady;
        if (absent_before) longer |= site.lag.seen(task->accepted_steady, task->last_absent, true);
        if (youngest == nullptr || task->accepted_steady > youngest->accepted_steady) youngest = task;
    }
    if (youngest != nullptr)
        longer |=
            site.lag.seen(youngest->accepted_steady, listed_at, youngest->last_absent > youngest->accepted_steady);
    if (longer) remember(site);
}

namespace {

// The newest of the task's policy and disk that is ACCOMPLISHED, whatever its slot.
std::optional<core::Sighting> last_verified(const Site& site, const core::Task& task,
                                            const std::vector<core::Snapshot>& snapshots) {
    const core::Slot& slot = *site.world.slots.find(task.slot_id);
    if (slot.rules.skip_unchanged <= core::Millis{0}) return std::nullopt;
    std::optional<core::Sighting> newest;
    for (const core::Snapshot& snapshot : snapshots) {
        const bool counts = snapshot.type == core::SnapshotType::user && snapshot.disk == task.disk &&
                            snapshot.desktop_id == task.desktop_id &&
                            snapshot.status == core::SnapshotStatus::accomplished;
        if (!counts || (newest && newest->created >= snapshot.created)) continue;
        const auto stamp = core::our_stamp(snapshot, site.world.owner);
        if (stamp && stamp->slot.policy == slot.key.policy) newest = core::sighting_by_stamp(snapshot, *stamp);
    }
    return newest;
}

}  // namespace

core::TaskEvent listed_for(const Site& site, core::TaskId id, const Listing<core::Snapshot>& listing, Claims claims) {
    core::Listed listed;
    listed.started = listing.started;
    listed.sightings = std::move(claims.sightings[id]);
    listed.witness = claims.witness;
    listed.look_up = true;
    listed.last_verified = last_verified(site, *site.board.find(id), listing.items);
    return listed;
}

void tell_others(Site& site, core::TaskId made_for, const Listing<core::Snapshot>& listing, const Claims& claims) {
    for (const auto& [id, sightings] : claims.sightings) {
        if (id == made_for) continue;
        core::Listed listed;
        listed.started = listing.started;
        listed.sightings = sightings;
        listed.coverage = core::Listed::Coverage::part;
        const core::TaskEvent event = std::move(listed);
        tell(site, id, event);
    }
}

}  // namespace ecdsnap::engine
