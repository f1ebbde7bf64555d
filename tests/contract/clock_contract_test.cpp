// The clock's contract on the virtual clock of the simulation and on the system's clocks.
#include "contract/clock_contract.hpp"

#include "adapters/system/system_clock.hpp"
#include "simulation/virtual_clock.hpp"

#include <boost/asio/co_spawn.hpp>
#include <doctest/doctest.h>

#include <chrono>
#include <exception>
#include <stdexcept>

namespace ecdsnap::contract {
namespace {

class Virtual final : public ClockPlace {
public:
    ports::Clock& clock() override { return clock_; }
    boost::asio::io_context& loop() override { return clock_.context(); }
    void run_until(const std::function<bool()>& ended) override {
        const auto limit = clock_.steady_now() + std::chrono::hours{24};
        while (!ended())
            if (!time_.step(limit)) throw std::logic_error("somebody waits for what never comes");
    }
    void destroy_coroutines() override { clock_.crash(); }

private:
    simulation::VirtualTime time_{core::WallTime{std::chrono::hours{500'000}}};
    simulation::VirtualClock clock_{time_};
};

class Real final : public ClockPlace {
public:
    ports::Clock& clock() override { return *clock_; }
    boost::asio::io_context& loop() override { return *loop_; }
    void run_until(const std::function<bool()>& ended) override {
        loop_->restart();
        while (!ended())
            if (loop_->run_one() == 0) throw std::logic_error("somebody waits for what never comes");
    }
    void destroy_coroutines() override {
        // As at the end of the program: what is under way goes with the loop's services.
        class Loop final : public boost::asio::io_context {
        public:
            using io_context::shutdown;
        };
        static_cast<Loop&>(*loop_).shutdown();
    }

private:
    std::unique_ptr<boost::asio::io_context> loop_ = std::make_unique<boost::asio::io_context>();
    std::unique_ptr<ports::Clock> clock_ = adapters::make_system_clock(loop_->get_executor());
};

std::unique_ptr<ClockPlace> on_virtual_clock() {
    return std::make_unique<Virtual>();
}

std::unique_ptr<ClockPlace> on_system_clock() {
    return std::make_unique<Real>();
}

TEST_CASE("virtual: an alarm ends at its time") {
    alarm_ends_at_its_time(on_virtual_clock);
}
TEST_CASE("virtual: an alarm can be rung") {
    alarm_can_be_rung(on_virtual_clock);
}
TEST_CASE("virtual: alarms keep their order") {
    alarms_keep_their_order(on_virtual_clock);
}
TEST_CASE("virtual: a waiting coroutine may be destroyed") {
    waiting_coroutine_may_be_destroyed(on_virtual_clock);
}
TEST_CASE("virtual: time goes forward") {
    time_goes_forward(on_virtual_clock);
}
// With a real clock such a loop would only be a busy one.
TEST_CASE("virtual: a loop that does not let time pass is an error, not a simulation that stands still") {
    simulation::VirtualTime time{core::WallTime{}};
    simulation::VirtualClock clock(time);
    const auto alarm = clock.make_alarm();
    auto idle = [](ports::Clock& its_clock, ports::Alarm& its_alarm) -> boost::asio::awaitable<void> {
        for (;;) {
            const bool rung = co_await its_alarm.wait_until(its_clock.steady_now());
            (void)rung;
        }
    };
    auto on_end = [](std::exception_ptr failure) {
        if (failure) std::rethrow_exception(failure);
    };
    boost::asio::co_spawn(clock.context(), idle(clock, *alarm), on_end);
    CHECK_THROWS_WITH(time.run_until(core::SteadyTime{std::chrono::hours{1}}), "a loop does not let time pass");
}
TEST_CASE("system: an alarm ends at its time") {
    alarm_ends_at_its_time(on_system_clock);
}
TEST_CASE("system: an alarm can be rung") {
    alarm_can_be_rung(on_system_clock);
}
TEST_CASE("system: alarms keep their order") {
    alarms_keep_their_order(on_system_clock);
}
TEST_CASE("system: a waiting coroutine may be destroyed") {
    waiting_coroutine_may_be_destroyed(on_system_clock);
}
TEST_CASE("system: time goes forward") {
    time_goes_forward(on_system_clock);
}

}  // namespace
}  // namespace ecdsnap::contract
