// Runs one coroutine to its end on an io_context that nobody else runs, and hands back what it returned or threw.
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
T run(boost::asio::io_context& context, boost::asio::awaitable<T> coroutine) {
    std::optional<T> result;
    std::exception_ptr failure;
    auto finished = [&](std::exception_ptr thrown, T value) {
        failure = std::move(thrown);
        result = std::move(value);
    };
    boost::asio::co_spawn(context, std::move(coroutine), finished);
    context.restart();
    context.run();
    if (failure) std::rethrow_exception(failure);
    if (!result) throw std::logic_error("the coroutine did not end");
    return std::move(*result);
}

inline void run(boost::asio::io_context& context, boost::asio::awaitable<void> coroutine) {
    bool ended = false;
    std::exception_ptr failure;
    auto finished = [&](std::exception_ptr thrown) {
        failure = std::move(thrown);
        ended = true;
    };
    boost::asio::co_spawn(context, std::move(coroutine), finished);
    context.restart();
    context.run();
    if (failure) std::rethrow_exception(failure);
    if (!ended) throw std::logic_error("the coroutine did not end");
}

}  // namespace ecdsnap::tests
