#include "engine/coroutine_group.hpp"

#include <boost/asio/co_spawn.hpp>

#include <utility>

namespace ecdsnap::engine {

CoroutineGroup::CoroutineGroup(boost::asio::any_io_executor executor, ports::Clock& clock,
                               std::function<void(std::exception_ptr)> on_failure)
    : executor_(std::move(executor)), clock_(clock), on_failure_(std::move(on_failure)), ended_(clock.make_alarm()) {}

void CoroutineGroup::spawn(boost::asio::awaitable<void> coroutine) {
    ++running_;
    auto on_end = [this](std::exception_ptr failure) {
        --running_;
        if (failure) on_failure_(failure);
        ended_->ring();
    };
    boost::asio::co_spawn(executor_, std::move(coroutine), std::move(on_end));
}

boost::asio::awaitable<bool> CoroutineGroup::join(core::SteadyTime until) {
    while (running_ > 0 && clock_.steady_now() < until) {
        const bool rung = co_await ended_->wait_until(until);
        (void)rung;
    }
    co_return running_ == 0;
}

}  // namespace ecdsnap::engine
