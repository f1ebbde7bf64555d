// What is special about the system's clocks. What every clock must do: tests/contract.
#include "adapters/system/system_clock.hpp"

#include "adapters/run_to_end.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/post.hpp>
#include <boost/system/system_error.hpp>
#include <doctest/doctest.h>

#include <chrono>

using namespace ecdsnap;
using namespace std::chrono_literals;
using tests::run_to_end;

namespace {

struct Fixture {
    boost::asio::io_context context;
    std::unique_ptr<ports::Clock> clock = adapters::make_system_clock(context.get_executor());
    std::unique_ptr<ports::Alarm> alarm = clock->make_alarm();

    core::SteadyTime in(std::chrono::microseconds delay) const { return clock->steady_now() + delay; }
};

}  // namespace

TEST_CASE("a cancelled wait throws and leaves the alarm usable") {
    Fixture at;
    boost::asio::cancellation_signal stop;
    std::exception_ptr thrown;
    auto remember = [&](std::exception_ptr failure, bool) { thrown = failure; };
    boost::asio::co_spawn(at.context, at.alarm->wait_until(core::never),
                          boost::asio::bind_cancellation_slot(stop.slot(), remember));
    boost::asio::post(at.context, [&] { stop.emit(boost::asio::cancellation_type::terminal); });
    at.context.run();
    REQUIRE(thrown);
    CHECK_THROWS_AS(std::rethrow_exception(thrown), boost::system::system_error);
    CHECK_FALSE(run_to_end(at.context, at.alarm->wait_until(at.in(1ms))));
}

TEST_CASE("wall time is today") {
    Fixture at;
    CHECK(at.clock->wall_now() > std::chrono::sys_days(std::chrono::year(2024) / 1 / 1));
}
