// While slots are open: when each will be at its end, and an event when its window becomes too short.
#pragma once

#include "engine/site.hpp"

namespace ecdsnap::engine {

// Renews Slot::outlook of every open slot, if it is old enough to be. The clock must be trusted.
void renew_outlooks(World& world, Sites& sites);

}  // namespace ecdsnap::engine
