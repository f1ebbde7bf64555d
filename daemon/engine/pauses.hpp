// Pauses at work: what one stops, and how it ends by itself.
#pragma once

#include "engine/slot_opening.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <memory>
#include <optional>

namespace ecdsnap::engine {

// Tasks that were not sent and that a pause holds for are called off; how many.
std::uint64_t call_off_paused(World& world, Sites& sites);

// Enters those slots of the plan that a pause keeps from being opened, and gives back the rest of it. nullopt: the
// ledger could not be asked. A slot that is known already is left in the plan.
boost::asio::awaitable<std::optional<core::SlotPlan>> pass_paused(World& world,
                                                                  std::shared_ptr<const core::Policy> policy,
                                                                  core::SlotPlan plan);

// Those whose time has come, once the slots that came due in them have been dealt with. true: there was one.
bool end_pauses_over(World& world, Sites& sites);

}  // namespace ecdsnap::engine
