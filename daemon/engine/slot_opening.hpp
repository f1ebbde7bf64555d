// Turns a due instant of a policy into a slot with its tasks: durable first, then at work.
#pragma once

#include "core/slot/slot_plan.hpp"
#include "engine/site.hpp"

#include <boost/asio/awaitable.hpp>

#include <memory>
#include <string>
#include <vector>

namespace ecdsnap::engine {

// A slot to be opened, as it will be stored; no id yet.
core::Slot slot_of(const World& world, const core::Policy& policy, const core::SlotKey& key, core::WallTime window_end);

// A slot that is open in the ledger and unknown here: it was stored although the ledger answered with an error. false:
// the ledger could not be asked.
boost::asio::awaitable<bool> take_up_slot(World& world, Sites& sites, core::Slot stored);

// Opens it with a task for each matching desktop of the present inventories. The error: the ledger did not take it;
// nothing was opened then. `alarm` is the caller's own.
boost::asio::awaitable<core::Result<std::int64_t>> open_slot(World& world, Sites& sites,
                                                             std::shared_ptr<const core::Policy> policy,
                                                             core::Slot slot, ports::Alarm& alarm);

// Desktops that appeared since get their tasks while the slot's window is open.
void join_new_desktops(World& world, Sites& sites);

// Enters a slot that was never opened, with its reason.
void pass_slot(World& world, const core::Policy& policy, core::SlotInstant instant, std::string reason);

}  // namespace ecdsnap::engine
