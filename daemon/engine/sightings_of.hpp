// Which listed snapshots are which task's.
#pragma once

#include "core/policy/description_stamp.hpp"
#include "engine/site.hpp"

#include <map>
#include <string>
#include <vector>

namespace ecdsnap::engine {

// The Description that the task's present send carries.
std::string description_of(const Site& site, const core::Task& task, const core::Slot& slot);

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

Claims claims_of(Site& site, const std::vector<core::Snapshot>& snapshots);

// What the complete listing of one desktop means for one task; other tasks of that desktop are not told.
core::TaskEvent listed_for(Site& site, core::TaskId id, const Listing<core::Snapshot>& listing);

}  // namespace ecdsnap::engine
