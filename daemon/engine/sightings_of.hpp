// Which listed snapshots are which task's.
#pragma once

#include "core/policy/description_stamp.hpp"
#include "engine/site.hpp"

#include <map>
#include <string>
#include <vector>

namespace ecdsnap::engine {

// A snapshot of ours for which no task is on the board.
struct Unclaimed {
    core::Snapshot snapshot;
    core::Stamp stamp;
};

struct Claims {
    std::map<core::TaskId, std::vector<core::Sighting>> sightings;
    std::vector<Unclaimed> unclaimed;
    std::optional<core::SteadyTime> witness;  // the newest acceptance among the snapshots listed
};

// The snapshot as its task's machine sees it, with what the stamp's start token says of who made it.
core::Sighting stamped_sighting(const World& world, const core::Snapshot& snapshot, const core::Stamp& stamp);

// The task on the board that the stamp names; nullopt: none.
std::optional<core::TaskId> task_by_stamp(Site& site, const core::Snapshot& snapshot, const core::Stamp& stamp);

Claims claims_of(Site& site, const std::vector<core::Snapshot>& snapshots);

// Learns from a listing how long the service takes to list what it has accepted. The youngest snapshot that is shown
// for the first time bounds the lag from above, closely where many are made; the last listing without it bounds it from
// below.
void measure_lag(Site& site, const Claims& claims, core::SteadyTime listed_at);

// What the complete listing of one desktop means for the task it was made for.
core::TaskEvent listed_for(const Site& site, core::TaskId id, const Listing<core::Snapshot>& listing, Claims claims);

// The desktop's other tasks learn what it shows of them; what it does not show may be older than it reaches.
void tell_others(Site& site, core::TaskId made_for, const Listing<core::Snapshot>& listing, const Claims& claims);

}  // namespace ecdsnap::engine
