// Whose turn it is at a disk: its tasks go one after the other, oldest first. One that waits for an approval steps
// aside, so that a policy which nobody approved keeps no other one from its snapshots.
#pragma once

#include "engine/site.hpp"

namespace ecdsnap::engine {

// Waits for an approval, and nothing of it is on its way.
bool stands_aside(const Site& site, const core::Task& task);

// No other unfinished task of the disk has its turn.
bool disk_is_free(const Site& site, const core::Task& task, const core::Slot& slot);

// After a task has settled: those of its disk that may have their turn now are asked.
void wake_next_of_disk(Site& site, const core::Task& settled);

}  // namespace ecdsnap::engine
