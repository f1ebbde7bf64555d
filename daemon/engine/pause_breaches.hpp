// Pauses beside what policies promise: which objectives they break, and when that begins.
#pragma once

#include "core/pause/pause_breach.hpp"
#include "engine/site.hpp"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <vector>

namespace ecdsnap::engine {

// What the pause breaks, by what the ledger knows of the policies' snapshots; in the order of the policies. nullopt:
// the ledger could not be asked.
boost::asio::awaitable<std::optional<std::vector<core::PauseBreach>>> find_breaches(World& world, Sites& sites,
                                                                                    core::Pause pause);

// Of a pause that was just put; nothing is noted if another one took its place, or it was ended, meanwhile.
void note_breaches(World& world, const core::Pause& pause, const std::optional<std::vector<core::PauseBreach>>& found);

// Keeps world.breaches up to date, and tells each one, once in a run of the daemon, when it begins.
boost::asio::awaitable<void> watch_breaches(World& world, Sites& sites);

// The pause is over, or another one has taken its place.
void forget_breaches(World& world, const core::PauseKey& key);

// When the next one begins that has not been told; nullopt: none will.
std::optional<core::WallTime> next_breach(const World& world);

}  // namespace ecdsnap::engine
