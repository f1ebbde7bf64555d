// The machine's clocks: CLOCK_REALTIME as wall time, CLOCK_BOOTTIME (which counts suspend) as steady time.
#pragma once

#include "ports/clock.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <memory>

namespace ecdsnap::adapters {

// Alarms wait on `executor`, must be used from its thread, and end before it does.
std::unique_ptr<ports::Clock> make_system_clock(boost::asio::any_io_executor executor);

// CLOCK_REALTIME, for a program that only asks once and waits for nothing.
core::WallTime wall_time();

// CLOCK_MONOTONIC, which systemd compares RELOADING=1 with.
std::chrono::microseconds monotonic_time();

}  // namespace ecdsnap::adapters
