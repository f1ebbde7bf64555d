// What an earlier run has left: the newest slot of each policy that is over, and whom it has left out.
#pragma once

#include "engine/site.hpp"

namespace ecdsnap::engine {

// For status, and for the order of need; before any task is made or recovered.
boost::asio::awaitable<void> recall_last_slots(World& world, Sites& sites);

}  // namespace ecdsnap::engine
