// Snapshots of ours that no task in memory claims: known from closed slots, or lost by the ledger and now adopted.
#pragma once

#include "engine/sightings_of.hpp"
#include "engine/site.hpp"

#include <boost/asio/awaitable.hpp>

namespace ecdsnap::engine {

// Finds the snapshot's task in the ledger: recorded there, an extra of it, or unknown, and then slot and task are
// entered. false: it could not be told now (the ledger does not answer, or its slot is being opened); the next listing
// shows it again.
boost::asio::awaitable<bool> claim(Site& site, Unclaimed unclaimed, core::SteadyTime listed_at);

inline constexpr core::Millis pause_after_failure = std::chrono::seconds{5};

// Gives the site's tasks what was made since then, and enters what no task claims. false: it could not be listed, or
// not all of it dealt with.
boost::asio::awaitable<bool> list_and_digest(Site& site, core::WallTime from);

}  // namespace ecdsnap::engine
