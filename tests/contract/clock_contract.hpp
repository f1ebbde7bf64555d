// What every ports::Clock must do, as one suite: call it inside a TEST_CASE with a way to make a place for a clock.
#pragma once

#include "ports/clock.hpp"

#include <boost/asio/io_context.hpp>

#include <functional>
#include <memory>

namespace ecdsnap::contract {

// A clock with the loop that its alarms wait on.
class ClockPlace {
public:
    virtual ~ClockPlace() = default;

    virtual ports::Clock& clock() = 0;
    virtual boost::asio::io_context& loop() = 0;

    // Runs the loop until it has ended. Time passes as it does for this clock.
    virtual void run_until(const std::function<bool()>& ended) = 0;

    // Every coroutine of the loop is destroyed where it stands; nothing else is asked of the place afterwards.
    virtual void destroy_coroutines() = 0;
};

using MakeClockPlace = std::function<std::unique_ptr<ClockPlace>()>;

void alarm_ends_at_its_time(const MakeClockPlace& make);
void alarm_can_be_rung(const MakeClockPlace& make);
void alarms_keep_their_order(const MakeClockPlace& make);
void waiting_coroutine_may_be_destroyed(const MakeClockPlace& make);
void time_goes_forward(const MakeClockPlace& make);

}  // namespace ecdsnap::contract
