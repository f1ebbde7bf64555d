// A clock that a test moves. Waits end when it is moved far enough, or when they are rung.
#pragma once

#include "ports/clock.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <chrono>
#include <memory>
#include <utility>
#include <vector>

namespace ecdsnap::tests {

class ManualClock final : public ports::Clock {
public:
    explicit ManualClock(boost::asio::io_context& context) : context_(context) {}

    core::WallTime wall_now() const override { return wall; }
    core::SteadyTime steady_now() const override { return steady_; }
    std::unique_ptr<ports::Alarm> make_alarm() override { return std::make_unique<WaitingAlarm>(*this); }

    void pass(core::Millis span) {
        steady_ += span;
        wall += span;
        for (WaitingAlarm* const alarm : waiting_)
            alarm->look();
    }

    core::WallTime wall = core::WallTime{std::chrono::sys_days{std::chrono::year{2026} / 11 / 24}};

private:
    class WaitingAlarm final : public ports::Alarm {
    public:
        explicit WaitingAlarm(ManualClock& clock) : clock_(clock), timer_(clock.context_) {}
        ~WaitingAlarm() override { std::erase(clock_.waiting_, this); }

        boost::asio::awaitable<bool> wait_until(core::SteadyTime until) override {
            clock_.waiting_.push_back(this);
            while (!rung_ && clock_.steady_ < until) {
                timer_.expires_at(std::chrono::steady_clock::time_point::max());
                const auto [error] = co_await timer_.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
                (void)error;
            }
            std::erase(clock_.waiting_, this);
            co_return std::exchange(rung_, false);
        }
        void ring() override {
            rung_ = true;
            timer_.cancel();
        }
        void look() { timer_.cancel(); }

    private:
        ManualClock& clock_;
        boost::asio::steady_timer timer_;
        bool rung_ = false;
    };

    boost::asio::io_context& context_;
    core::SteadyTime steady_ = core::SteadyTime{} + std::chrono::hours{1000};
    std::vector<WaitingAlarm*> waiting_;
};

}  // namespace ecdsnap::tests
