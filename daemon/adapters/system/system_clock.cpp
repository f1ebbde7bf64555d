#include "adapters/system/system_clock.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <ctime>
#include <system_error>
#include <utility>

namespace ecdsnap::adapters {
namespace {

namespace asio = boost::asio;

// Asio's timers stand still while the machine is suspended, so a long wait is cut into slices and the clock read again
// after each: a wake-up is noticed this late at most.
constexpr std::chrono::seconds longest_slice{30};

std::chrono::nanoseconds read(clockid_t id) {
    timespec now{};
    if (::clock_gettime(id, &now) != 0) throw std::system_error(errno, std::generic_category(), "clock_gettime");
    return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
}

core::SteadyTime read_steady() {
    return core::SteadyTime(std::chrono::floor<core::SteadyTime::duration>(read(CLOCK_BOOTTIME)));
}

class SystemAlarm final : public ports::Alarm {
public:
    explicit SystemAlarm(const asio::any_io_executor& executor) : timer_(executor) {}

    asio::awaitable<bool> wait_until(core::SteadyTime until) override {
        for (;;) {
            if (std::exchange(rung_, false)) co_return true;
            const core::SteadyTime now = read_steady();
            if (now >= until) co_return false;
            timer_.expires_after(std::min<core::SteadyTime::duration>(until - now, longest_slice));
            const auto [error] = co_await timer_.async_wait(asio::as_tuple(asio::use_awaitable));
            // Neither the time nor a ring: the waiting coroutine itself was cancelled.
            if (error && !rung_) throw boost::system::system_error(error);
        }
    }

    void ring() override {
        rung_ = true;
        timer_.cancel();
    }

private:
    asio::steady_timer timer_;
    bool rung_ = false;  // a ring that no wait has consumed
};

class SystemClock final : public ports::Clock {
public:
    explicit SystemClock(asio::any_io_executor executor) : executor_(std::move(executor)) {}

    core::WallTime wall_now() const override { return wall_time(); }
    core::SteadyTime steady_now() const override { return read_steady(); }
    std::unique_ptr<ports::Alarm> make_alarm() override { return std::make_unique<SystemAlarm>(executor_); }

private:
    asio::any_io_executor executor_;
};

}  // namespace

std::unique_ptr<ports::Clock> make_system_clock(boost::asio::any_io_executor executor) {
    return std::make_unique<SystemClock>(std::move(executor));
}

core::WallTime wall_time() {
    return core::WallTime(std::chrono::floor<core::Millis>(read(CLOCK_REALTIME)));
}

std::chrono::microseconds monotonic_time() {
    return std::chrono::floor<std::chrono::microseconds>(read(CLOCK_MONOTONIC));
}

}  // namespace ecdsnap::adapters
