// What `ecdsnap doctor --probe` does to a real site beyond what the daemon may: it deletes, and asks by name. Apart
// from ports::Cloud so that nothing in the engine can reach it.
//
// The safety rule: only a snapshot that the probe itself made is ever deleted. Whoever calls delete_snapshot() has got
// the id as the answer to its own CreateSnapshot in this very run, and right before has seen in a listing that the
// snapshot of that id is of the probed desktop and bears the name, with its random token, and the description that it
// was made with. A snapshot that shows anything else is left alone and told to a person.
#pragma once

#include "ports/cloud.hpp"

#include <boost/asio/awaitable.hpp>

#include <string>
#include <vector>

namespace ecdsnap::ports {

class ProbeSnapshots {
public:
    virtual ~ProbeSnapshots() = default;

    // The first page of the service's own name filter: which names it lets through is what the probe is after.
    virtual boost::asio::awaitable<Answer<SnapshotPage>> find_named(std::string desktop_id, std::string name) = 0;

    // One id, one call, never repeated. The service answers alike whether there was such a snapshot or not; errors and
    // effects are as for a create.
    virtual boost::asio::awaitable<Answer<void>> delete_snapshot(std::string snapshot_id) = 0;
};

}  // namespace ecdsnap::ports
