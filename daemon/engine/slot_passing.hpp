// Slots that are never opened: missed while nothing could be run, or taken away by a calendar. Each is recorded once,
// as a whole, with its reason.
#pragma once

#include "core/slot/slot_plan.hpp"
#include "engine/world.hpp"

#include <boost/asio/awaitable.hpp>

#include <memory>

namespace ecdsnap::engine {

// Records what the plan passes over, by time, less what the ledger knows already, and tells it. false: the ledger could
// not be asked of all of it, and the rest is still to be recorded.
boost::asio::awaitable<bool> pass_slots(World& world, std::shared_ptr<const core::Policy> policy, core::SlotPlan plan);

}  // namespace ecdsnap::engine
