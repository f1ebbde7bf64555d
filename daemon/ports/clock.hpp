// Time and waiting. Production reads the system's clocks; the tests and the simulation move a virtual one.
#pragma once

#include "core/time.hpp"

#include <boost/asio/awaitable.hpp>

#include <memory>

namespace ecdsnap::ports {

// One place where one coroutine waits for a moment or to be woken.
class Alarm {
public:
    virtual ~Alarm() = default;

    // Ends at `until` (at once if it has passed) or when the alarm was rung, also when it rang before this call: a ring
    // is remembered until a wait consumes it. At most one wait at a time. true: rung; false: the time came.
    virtual boost::asio::awaitable<bool> wait_until(core::SteadyTime until) = 0;

    virtual void ring() = 0;
};

class Clock {
public:
    virtual ~Clock() = default;

    virtual core::WallTime wall_now() const = 0;      // may step, may be wrong
    virtual core::SteadyTime steady_now() const = 0;  // counts suspend
    virtual std::unique_ptr<Alarm> make_alarm() = 0;  // the clock outlives its alarms
};

}  // namespace ecdsnap::ports
