#include "adapters/control/control_server.hpp"

#include "adapters/control/control_answer.hpp"
#include "adapters/control/listening_socket.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <fmt/format.h>

#include <array>
#include <list>
#include <optional>
#include <unistd.h>

namespace ecdsnap::adapters {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using Socket = asio::local::stream_protocol::socket;
using Parser = http::request_parser<http::string_body>;

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);
constexpr std::uint32_t most_header_bytes = 8 * 1024;
constexpr std::uint64_t most_body_bytes = 64 * 1024;

enum class Phase : std::uint8_t {
    reading,    // the request is not complete: may be cut off at any time
    answering,  // the daemon works on it, or the answer is being sent
};

struct Connection {
    Connection(Socket accepted, asio::any_io_executor executor) : socket(std::move(accepted)), deadline(executor) {}

    Socket socket;
    asio::steady_timer deadline;  // one wait at a time; closes the socket
    Phase phase = Phase::reading;
    asio::cancellation_signal cancel;
};

// From now on the peer has this long; then the connection is closed under it.
void start_deadline(const std::shared_ptr<Connection>& connection, core::Millis duration) {
    connection->deadline.expires_after(duration);
    connection->deadline.async_wait([weak = std::weak_ptr(connection)](boost::system::error_code error) {
        const auto alive = weak.lock();
        if (!error && alive) alive->socket.close(error);
    });
}

std::string reply_text(const ControlReply& reply) {
    const auto phrase = http::obsolete_reason(static_cast<http::status>(reply.status));
    return fmt::format(
        "HTTP/1.1 {} {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        reply.status, std::string_view(phrase.data(), phrase.size()), reply.body.size());
}

std::optional<ControlReply> refusal_of(boost::system::error_code error) {
    if (!error) return std::nullopt;
    if (error == http::error::body_limit)
        return refusal_reply(413, "too_large", fmt::format("a body may have {} bytes", most_body_bytes));
    if (error == http::error::header_limit)
        return refusal_reply(431, "too_large", fmt::format("a header may have {} bytes", most_header_bytes));
    return refusal_reply(400, "bad_request", "this is not HTTP: " + error.message());
}

// How reading a request ended: complete, with a refusal to send, or (neither) the peer is gone.
struct ReadEnd {
    bool complete = false;
    std::optional<ControlReply> refusal;
};

asio::awaitable<ReadEnd> read_request(Connection& connection, Parser& parser) {
    std::array<char, 4096> buffer{};
    std::string unparsed;
    ReadEnd end;
    while (!parser.is_done()) {
        const auto [error, size] = co_await connection.socket.async_read_some(asio::buffer(buffer), as_result);
        if (error) co_return end;
        unparsed.append(buffer.data(), size);
        boost::system::error_code problem;
        const auto used = parser.put(asio::buffer(unparsed), problem);
        unparsed.erase(0, used);
        if (problem == http::error::need_more) problem = {};
        end.refusal = refusal_of(problem);
        if (end.refusal) co_return end;
    }
    end.complete = true;
    co_return end;
}

class UnixControlServer final : public ControlServer {
public:
    UnixControlServer(asio::any_io_executor executor, ControlOptions options, const ports::StatusView& view,
                      ports::Operations& operations, ports::EventSink& events)
        : executor_(executor),
          options_(std::move(options)),
          answers_(view, operations, events, ChangeRights{getuid(), options_.admin_group}),
          acceptor_(executor),
          changed_(executor) {
        changed_.expires_at(asio::steady_timer::time_point::max());
    }

    core::Result<void> start() override {
        const auto listener = open_listening_socket(options_.socket);
        if (!listener) return listener.error();
        acceptor_.assign(asio::local::stream_protocol(), *listener);
        file_ = identity_of(options_.socket);
        accepting_ = true;
        auto ended = [this](const std::exception_ptr& failure) {
            accepting_ = false;
            changed_.cancel();
            if (failure) std::rethrow_exception(failure);
        };
        asio::co_spawn(executor_, accept_all(), std::move(ended));
        return {};
    }

    asio::awaitable<void> stop() override {
        stopping_ = true;
        boost::system::error_code ignored;
        acceptor_.close(ignored);
        changed_.cancel();
        for (const auto& connection : connections_)
            if (connection->phase == Phase::reading) connection->socket.close(ignored);
        // Another daemon may have the name by now.
        if (file_ != FileIdentity{} && identity_of(options_.socket) == file_) unlink(options_.socket.c_str());

        asio::steady_timer patience(executor_, options_.deadline);
        patience.async_wait([this](boost::system::error_code error) {
            if (!error) end_all();
        });
        while (accepting_ || !connections_.empty())
            co_await changed_.async_wait(as_result);
    }

private:
    asio::awaitable<void> accept_all() {
        while (!stopping_) {
            while (connections_.size() >= options_.connections && !stopping_)
                co_await changed_.async_wait(as_result);
            if (stopping_) break;
            auto [error, socket] = co_await acceptor_.async_accept(as_result);
            if (error == asio::error::operation_aborted) break;
            if (error) {
                co_await breathe();
                continue;
            }
            serve(std::make_shared<Connection>(std::move(socket), executor_));
        }
    }

    // No descriptors left, say: the loop must not spin.
    asio::awaitable<void> breathe() {
        asio::steady_timer pause(executor_, std::chrono::milliseconds{100});
        co_await pause.async_wait(as_result);
    }

    // The list owns the connection; the handler takes it off.
    void serve(const std::shared_ptr<Connection>& connection) {
        connections_.push_back(connection);
        auto ended = [this, connection](const std::exception_ptr& failure) {
            connections_.remove(connection);
            changed_.cancel();
            if (failure && !stopping_) std::rethrow_exception(failure);  // when stopping, end_all() may be the cause
        };
        asio::co_spawn(executor_, converse(connection),
                       asio::bind_cancellation_slot(connection->cancel.slot(), std::move(ended)));
    }

    asio::awaitable<void> converse(std::shared_ptr<Connection> connection) {
        start_deadline(connection, options_.deadline);
        Parser parser;
        parser.eager(true);  // header and body in one go: nothing stays behind in `unparsed`
        parser.header_limit(most_header_bytes);
        parser.body_limit(most_body_bytes);
        auto end = co_await read_request(*connection, parser);
        if (!end.complete && !end.refusal) co_return;
        connection->phase = Phase::answering;
        connection->deadline.cancel();

        ControlReply reply;
        if (end.refusal) {
            reply = std::move(*end.refusal);
        } else {
            const auto message = parser.release();
            ControlRequest request(std::string(message.method_string()), std::string(message.target()), message.body(),
                                   peer_of(connection->socket.native_handle()));
            reply = co_await answers_.answer(std::move(request));
        }
        start_deadline(connection, options_.deadline);
        const auto head = reply_text(reply);
        const std::array<asio::const_buffer, 2> text{asio::buffer(head), asio::buffer(reply.body)};
        co_await asio::async_write(connection->socket, text, as_result);
        connection->deadline.cancel();
    }

    void end_all() {
        boost::system::error_code ignored;
        for (const auto& connection : connections_) {
            connection->socket.close(ignored);
            connection->cancel.emit(asio::cancellation_type::terminal);
        }
    }

    const asio::any_io_executor executor_;
    const ControlOptions options_;
    const ControlAnswers answers_;
    asio::local::stream_protocol::acceptor acceptor_;
    FileIdentity file_;           // the socket's, once it is open
    asio::steady_timer changed_;  // never expires; cancelled when a connection or the accepting ends
    std::list<std::shared_ptr<Connection>> connections_;
    bool accepting_ = false;
    bool stopping_ = false;
};

}  // namespace

std::unique_ptr<ControlServer> make_control_server(asio::any_io_executor executor, ControlOptions options,
                                                   const ports::StatusView& view, ports::Operations& operations,
                                                   ports::EventSink& events) {
    return std::make_unique<UnixControlServer>(std::move(executor), std::move(options), view, operations, events);
}

}  // namespace ecdsnap::adapters
