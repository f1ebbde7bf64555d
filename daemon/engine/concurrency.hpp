// The limits that a policy sets on its snapshots on their way, at one site.
#pragma once

#include "engine/site.hpp"

namespace ecdsnap::engine {

// Enters a task of a slot that sets a limit; it must be on the board.
void watch_concurrency(Site& site, const core::Task& task, const core::Slot& slot);

// To be called when more desktops are known: after a restart a task's office site is known only then.
void place_recovered(Site& site);

// What was asked for by id goes into the inventory, and whoever's office site it tells has his place.
void confirm_desktops(Site& site, const std::vector<std::string>& asked, const Listing<core::Desktop>& listing);

// No place for this task beside the others of its policy.
bool lacks_place(const Site& site, core::TaskId id);

// To be called after each turn of the task, with the facts it was decided by: the next one may go when it has given its
// place back, or does not take the one it was called for.
void pass_place_on(Site& site, const core::Task& task, const core::TaskFacts& facts, const core::TaskAnswer& answer);

}  // namespace ecdsnap::engine
