// What was not sent is called off: its policy went, is paused, or only observes.
#pragma once

#include "engine/site.hpp"
#include "engine/world.hpp"

#include <functional>
#include <optional>
#include <string>

namespace ecdsnap::engine {

// Whether tasks of that slot at that site are called off: their detail (empty: it stays), or nullopt.
using CallsOff = std::function<std::optional<std::string>(const core::Slot&, const Site&)>;

// How many of the open slots' tasks were. A task with suspects is looked for first.
std::uint64_t call_off(World& world, Sites& sites, core::Reason reason, const CallsOff& calls_off);

std::uint64_t call_off_policy(World& world, Sites& sites, core::Reason reason, const std::string& policy);

}  // namespace ecdsnap::engine
