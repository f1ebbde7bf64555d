#include "emulator/http/http_server.hpp"

#include "emulator/http/connection.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include <csignal>
#include <list>
#include <set>

namespace ecdsnap::emulator {
namespace asio = boost::asio;
using tcp = asio::ip::tcp;

namespace {

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

/// An exception of a coroutine means a broken machine (out of memory): it ends run().
void rethrow(const std::exception_ptr& exception) {
    if (exception) std::rethrow_exception(exception);
}

struct Listener {
    tcp::acceptor acceptor;
    std::optional<asio::ssl::context> tls;
    RequestHandler handler;
};

}  // namespace

struct HttpServer::Loop {
    asio::io_context io{1};
    asio::signal_set signals{io, SIGINT, SIGTERM};
    std::list<Listener> listeners;
    std::set<std::shared_ptr<Connection>> connections;  // owned until their coroutine has ended
    bool ending = false;

    void begin(Listener& listener, tcp::socket socket);
    asio::awaitable<void> accept(Listener& listener);
    void end();
};

void HttpServer::Loop::begin(Listener& listener, tcp::socket socket) {
    auto connection = make_connection(std::move(socket), listener.tls ? &*listener.tls : nullptr, listener.handler);
    connections.insert(connection);
    auto ended = [this, connection](const std::exception_ptr& exception) {
        connections.erase(connection);
        rethrow(exception);
    };
    asio::co_spawn(io, connection->serve(), std::move(ended));
}

asio::awaitable<void> HttpServer::Loop::accept(Listener& listener) {
    asio::steady_timer pause{io};
    while (listener.acceptor.is_open()) {
        auto [error, socket] = co_await listener.acceptor.async_accept(as_result);
        if (ending) co_return;  // also for a client that had come in before the port was closed
        if (!error) {
            begin(listener, std::move(socket));
        } else if (error != asio::error::operation_aborted) {
            pause.expires_after(std::chrono::milliseconds{50});  // out of descriptors: let some connection end
            co_await pause.async_wait(as_result);
        }
    }
}

void HttpServer::Loop::end() {
    ending = true;
    signals.cancel();
    for (Listener& listener : listeners)
        listener.acceptor.close();
    for (const auto& connection : connections)
        connection->close();
}

HttpServer::HttpServer() : loop_(std::make_unique<Loop>()) {}

HttpServer::~HttpServer() = default;

std::uint16_t HttpServer::listen(const ListenAddress& address, const std::optional<TlsIdentity>& identity,
                                 RequestHandler handler) {
    const tcp::endpoint endpoint{asio::ip::make_address(address.host), address.port};
    Listener& listener =
        loop_->listeners.emplace_back(Listener{tcp::acceptor{loop_->io, endpoint}, std::nullopt, std::move(handler)});
    if (identity) listener.tls.emplace(tls_context(*identity));
    asio::co_spawn(loop_->io, loop_->accept(listener), rethrow);
    return listener.acceptor.local_endpoint().port();
}

void HttpServer::run() {
    loop_->signals.async_wait([this](const boost::system::error_code& error, int /*signal*/) {
        if (!error) loop_->end();
    });
    loop_->io.run();
}

void HttpServer::stop() {
    asio::post(loop_->io, [this] { loop_->end(); });
}

}  // namespace ecdsnap::emulator
