// While creates fail one after the other for one cause (core/dispatch/circuit_breaker), the site's tasks wait for that
// cause, and one at a time may send all the same, to find out.
#pragma once

#include "engine/site.hpp"

#include <functional>
#include <optional>

namespace ecdsnap::engine {

// Why creates of the site are held back now; nullopt: they are not.
std::optional<core::Reason> held_back(const Site& site);

// When creates begin to be held back every task is told why it waits, and when they go on each that it may.
void note_held_back(Site& site);

// Lets one task send, if it is time; where all desktops sleep, one is woken for that. `start` begins what a task's
// machine asks for; false: it only waits. When to try again; never: what happens next rings.
core::SteadyTime try_held_back(Site& site, const std::function<bool(core::TaskId)>& start);

}  // namespace ecdsnap::engine
