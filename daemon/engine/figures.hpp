// What is counted for metrics while the engine works: nothing is decided by it.
#pragma once

#include "core/figures/excused_disks.hpp"
#include "core/figures/snapshot_tally.hpp"
#include "core/figures/task_tally.hpp"
#include "core/slot/slot.hpp"
#include "core/task/task_machine.hpp"
#include "core/time.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace ecdsnap::engine {

struct Site;
struct World;

struct Figures {
    core::TaskTally tasks;
    core::SnapshotTally snapshots;
    core::ExcusedDisks excused;
    std::map<std::string, core::WallTime> last_ends;  // by policy: when the last task of a slot had ended
    bool past_known = false;                          // recall_figures() has come through
    std::uint64_t extras_before = 0;                  // that the ledger knew, less those counted in `snapshots` by then
    // By the ledger, of desktops with a disk that was never verified: since when each is known at least.
    std::unordered_map<std::string, core::WallTime> known_since;
};

// A task has come to an end, or to another one.
void count_ending(Site& site, const core::Task& task, const core::Slot& slot);

void count_notes(Figures& figures, const core::TaskAnswer& answer);

// Reads what the ledger remembers. A ledger that cannot be read is asked again after a while; ends when stopping.
boost::asio::awaitable<void> recall_figures(World& world, std::vector<std::unique_ptr<Site>>& sites);

}  // namespace ecdsnap::engine
