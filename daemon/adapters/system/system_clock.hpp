// The machine's clocks: CLOCK_REALTIME as wall time, CLOCK_BOOTTIME (which counts suspend) as steady time.
#pragma once

#include "ports/clock.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <memory>

namespace ecdsnap::adapters {

// Alarms wait on `executor`, must be used from its thread, and end before it does.
std::unique_ptr<ports::Clock> make_system_clock(boost::asio::any_io_executor executor);

}  // namespace ecdsnap::adapters
