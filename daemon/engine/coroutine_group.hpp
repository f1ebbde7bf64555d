// The owner of coroutines: nothing runs in the engine that is not in a group, and a group is joined before what its
// coroutines refer to goes away.
#pragma once

#include "ports/clock.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <exception>
#include <functional>
#include <memory>

namespace ecdsnap::engine {

class CoroutineGroup {
public:
    // `on_failure` is told when a coroutine ends by an exception: the program is broken, whoever owns the group stops
    // it.
    CoroutineGroup(boost::asio::any_io_executor executor, ports::Clock& clock,
                   std::function<void(std::exception_ptr)> on_failure);

    void spawn(boost::asio::awaitable<void> coroutine);

    std::size_t running() const { return running_; }

    // Ends when none is running, or at `until`. true: none is running.
    boost::asio::awaitable<bool> join(core::SteadyTime until);

private:
    boost::asio::any_io_executor executor_;
    ports::Clock& clock_;
    std::function<void(std::exception_ptr)> on_failure_;
    std::unique_ptr<ports::Alarm> ended_;
    std::size_t running_ = 0;
};

}  // namespace ecdsnap::engine
