// Tells systemd how the service fares, by the protocol of sd_notify(3): datagrams to the socket that NOTIFY_SOCKET
// names. Written here because libsystemd's sd_notify() takes the address from the environment only and waits for as
// long as the socket's queue is full; the daemon's loop may not wait.
#pragma once

#include "core/time.hpp"
#include "ports/service_notifier.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace ecdsnap::adapters {

// What the service manager put into the environment; `app` reads it.
struct ServiceEnvironment {
    std::string notify_socket;  // NOTIFY_SOCKET: a path, or "@name" in the abstract namespace; empty: nobody listens
    std::string watchdog_usec;  // WATCHDOG_USEC
    std::string watchdog_pid;   // WATCHDOG_PID; empty: any process
    long pid = 0;               // our own
};

// `monotonic` reads CLOCK_MONOTONIC: a reload is announced with its time. Without a notify_socket all is silence.
std::unique_ptr<ports::ServiceNotifier> make_service_notifier(const ServiceEnvironment& environment,
                                                              std::function<std::chrono::microseconds()> monotonic);

// The longest time that may pass between two calls of watchdog(); nullopt: no watchdog, or it watches another process.
// Call at least twice as often.
std::optional<core::Millis> watchdog_interval(const ServiceEnvironment& environment);

}  // namespace ecdsnap::adapters
