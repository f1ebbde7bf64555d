// A stop that lasts longer than the unit's TimeoutStopSec=: the service manager is asked to wait.
#pragma once

#include "core/time.hpp"
#include "ports/clock.hpp"
#include "ports/service_notifier.hpp"

#include <boost/asio/awaitable.hpp>

namespace ecdsnap::app {

// Beyond the grace of calls that are under way: the ledger, the listeners and the last notifications.
inline constexpr core::Millis stop_beyond_grace = std::chrono::seconds{20};

// Asks again and again, each time for a few seconds more than until it asks again, so that a loop that no longer comes
// round is ended soon. Ends when `over` rings, or when the stop has had its grace and stop_beyond_grace: what hangs
// then is the service manager's to kill.
boost::asio::awaitable<void> ask_for_time(ports::ServiceNotifier& notifier, ports::Clock& clock, ports::Alarm& over,
                                          core::Millis grace);

}  // namespace ecdsnap::app
