// Runs one coroutine to its end on its io_context and gives its result (or rethrows what it threw).
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <exception>
#include <optional>
#include <stdexcept>
#include <utility>

namespace ecdsnap::tests {

template <class T>
T run_to_end(boost::asio::io_context& context, boost::asio::awaitable<T> work) {
    std::optional<T> result;
    std::exception_ptr failure;
    boost::asio::co_spawn(context, std::move(work), [&](std::exception_ptr thrown, T value) {
        failure = thrown;
        if (!thrown) result.emplace(std::move(value));
    });
    context.restart();
    while (!result && !failure && context.run_one() != 0) {
    }
    if (failure) std::rethrow_exception(failure);
    if (!result) throw std::logic_error("the coroutine waits for something that never comes");
    return std::move(*result);
}

}  // namespace ecdsnap::tests
