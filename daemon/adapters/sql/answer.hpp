// The way back from the ledger's thread: a coroutine that waits for an answer goes on, on its own executor, once the
// answer is given. Until then that executor has work outstanding, so that its run() does not end.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <functional>
#include <memory>
#include <utility>

namespace ecdsnap::adapters::sql {

template <class R>
class Answer {
public:
    virtual ~Answer() = default;
    virtual void give(R answer) = 0;  // once, from any thread
};

template <class R, class Handler>
class HandlerAnswer final : public Answer<R> {
public:
    HandlerAnswer(Handler handler, const boost::asio::any_io_executor& otherwise)
        : work_(boost::asio::get_associated_executor(handler, otherwise)), handler_(std::move(handler)) {}

    // The handler leaves with the posted function, so that it is only ever touched on its executor.
    void give(R answer) override {
        auto resume = [handler = std::move(handler_), answer = std::move(answer)]() mutable {
            std::move(handler)(std::move(answer));
        };
        boost::asio::post(work_.get_executor(), std::move(resume));
        work_.reset();
    }

private:
    boost::asio::executor_work_guard<boost::asio::any_io_executor> work_;
    Handler handler_;
};

// Waits for the answer that `ask` (called when the wait begins) takes with it. Not a coroutine, so nothing here shares
// a statement with a co_await. Cannot be cancelled: what has reached the ledger's thread is done.
template <class R>
boost::asio::awaitable<R> answer_to(std::function<void(std::shared_ptr<Answer<R>>)> ask,
                                    boost::asio::any_io_executor otherwise) {
    auto begin = [](auto handler, const auto& asked, const boost::asio::any_io_executor& executor) {
        using Handler = std::decay_t<decltype(handler)>;
        asked(std::make_shared<HandlerAnswer<R, Handler>>(std::move(handler), executor));
    };
    return boost::asio::async_initiate<const boost::asio::use_awaitable_t<>&, void(R)>(
        begin, boost::asio::use_awaitable, std::move(ask), std::move(otherwise));
}

}  // namespace ecdsnap::adapters::sql
