// Serves one request per connection on a listening descriptor: how many at a time, how long each may take, who gives
// way when more want to be served, TLS, and an orderly end. What is asked and answered is not its business.
#pragma once

#include "adapters/control/http_message.hpp"
#include "core/time.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>

namespace boost::asio::ssl {
class context;
}

namespace ecdsnap::adapters {

// Never throws for what the request brings about. Not a coroutine with captures: it calls one.
using HttpAnswer = std::function<boost::asio::awaitable<HttpReply>(HttpRequest)>;

// What answering a request takes of what others wait for.
enum class HttpDemand : std::uint8_t {
    little,
    heavy,        // takes one of the `heavy_at_once`
    long_answer,  // the same, and one of the `long_answers` until it is sent
};

struct HttpListenerOptions {
    core::Millis deadline{std::chrono::seconds{10}};  // to send a request; to take an answer; for stop()
    std::size_t connections = 16;                     // more wait in the socket's queue
    // When more wait: who has not sent or taken all within this time may be given up for them, those first of whom most
    // are served.
    core::Millis courtesy{250};
    std::function<std::uint64_t(int descriptor)> user_of;             // empty: all are one user's
    std::function<HttpDemand(const HttpRequest& request)> demand_of;  // empty: little
    std::size_t heavy_at_once = 2;
    std::size_t long_answers = 2;
    core::Millis between{0};                         // from one connection taken to the next, at least
    std::shared_ptr<boost::asio::ssl::context> tls;  // null: as it comes
};

class HttpListener {
public:
    virtual ~HttpListener() = default;

    // Takes the descriptor, which listens and does not block, and serves. Once.
    virtual void start(int listening) = 0;

    // Accepts nothing more, ends those who are still sending a request, lets answers that are on their way end (within
    // the deadline). Await it before the listener or what answers goes. `closed` is called as soon as nobody is let in
    // any more.
    virtual boost::asio::awaitable<void> stop(std::function<void()> closed) = 0;
};

std::unique_ptr<HttpListener> make_http_listener(boost::asio::any_io_executor executor, HttpListenerOptions options,
                                                 HttpAnswer answer);

}  // namespace ecdsnap::adapters
