// One snapshot that the probe made, and whether it may be deleted: the safety rule of ports/probe_snapshots.hpp. Pure.
#pragma once

#include "core/snapshot.hpp"

#include <string>
#include <vector>

namespace ecdsnap::cli {

struct ProbeSnapshot {
    std::string id;           // as CreateSnapshot answered in this run
    std::string desktop_id;   // that it was asked for
    std::string name;         // with the run's random token
    std::string description;  // as it was sent
};

// The one of that id; nullptr: the listing has none.
const core::Snapshot* find_in(const std::vector<core::Snapshot>& listing, const ProbeSnapshot& made);

// Why what the listing shows under the id may not be deleted; empty: it is the snapshot that this run made. Of its
// description the service may have cut the end; anything else in it is somebody else's.
std::string why_not_ours(const core::Snapshot& listed, const ProbeSnapshot& made);

}  // namespace ecdsnap::cli
