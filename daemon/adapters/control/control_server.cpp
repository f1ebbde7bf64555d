#include "adapters/control/control_server.hpp"

#include "adapters/control/control_answer.hpp"
#include "adapters/control/listening_socket.hpp"
#include "adapters/control/request_route.hpp"

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
#include <map>
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
    queued,     // for its turn to read in the ledger: the same
    answering,  // the daemon works on it
    sending,    // the answer is on its way: cut off only for others that wait
};

struct Connection {
    Connection(Socket accepted, asio::any_io_executor executor)
        : socket(std::move(accepted)), deadline(executor), courtesy(executor), peer(peer_of(socket.native_handle())) {}

    bool may_be_given_up() const { return slow && phase != Phase::answering && socket.is_open(); }

    Socket socket;
    asio::steady_timer deadline;  // one wait at a time; closes the socket
    asio::steady_timer courtesy;  // one wait at a time; makes it slow
    const Peer peer;
    Phase phase = Phase::reading;
    bool slow = false;  // it had its time in this phase
    asio::cancellation_signal cancel;
};
using Connections = std::list<std::shared_ptr<Connection>>;

// From now on the peer has this long; then the connection is closed under it.
void start_deadline(const std::shared_ptr<Connection>& connection, core::Millis duration) {
    connection->deadline.expires_after(duration);
    connection->deadline.async_wait([weak = std::weak_ptr(connection)](boost::system::error_code error) {
        const auto alive = weak.lock();
        if (!error && alive) alive->socket.close(error);
    });
}

// Whom to give up for one that waits: the oldest slow one of whoever has most of them, so that one user cannot keep out
// another. nullptr: nobody.
std::shared_ptr<Connection> one_too_many(const Connections& connections) {
    std::map<uid_t, std::size_t> of_user;
    for (const auto& each : connections)
        ++of_user[each->peer.uid];
    std::shared_ptr<Connection> found;
    for (const auto& each : connections)
        if (each->may_be_given_up() && (!found || of_user[each->peer.uid] > of_user[found->peer.uid])) found = each;
    return found;
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

// Counts as long as it lives.
class OneOf {
public:
    explicit OneOf(std::size_t& count) : count_(count) { ++count_; }
    OneOf(const OneOf&) = delete;
    OneOf& operator=(const OneOf&) = delete;
    ~OneOf() { --count_; }

private:
    std::size_t& count_;
};

class UnixControlServer final : public ControlServer {
public:
    UnixControlServer(asio::any_io_executor executor, ControlOptions options, const ports::StatusView& view,
                      ports::Operations& operations)
        : executor_(executor),
          options_(std::move(options)),
          answers_(view, operations, ChangeRights{getuid(), options_.admin_group}),
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
            if (connection->phase == Phase::reading || connection->phase == Phase::queued)
                connection->socket.close(ignored);
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
            while (connections_.size() >= options_.connections && !stopping_) {
                if (const auto given_up = one_too_many(connections_)) close(*given_up);
                co_await changed_.async_wait(as_result);
            }
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

    // What waits for anything of it looks again.
    void close(Connection& connection) {
        boost::system::error_code ignored;
        connection.socket.close(ignored);
        changed_.cancel();
    }

    void begin(const std::shared_ptr<Connection>& connection, Phase phase) {
        connection->phase = phase;
        connection->slow = false;
        connection->courtesy.expires_after(options_.courtesy);
        connection->courtesy.async_wait([this, weak = std::weak_ptr(connection)](boost::system::error_code error) {
            const auto alive = weak.lock();
            if (error || !alive) return;
            alive->slow = true;
            changed_.cancel();
        });
    }

    asio::awaitable<void> converse(std::shared_ptr<Connection> connection) {
        start_deadline(connection, options_.deadline);
        begin(connection, Phase::reading);
        Parser parser;
        parser.eager(true);  // header and body in one go: nothing stays behind in `unparsed`
        parser.header_limit(most_header_bytes);
        parser.body_limit(most_body_bytes);
        auto end = co_await read_request(*connection, parser);
        if (!end.complete && !end.refusal) co_return;
        std::optional<ControlRequest> request;
        if (end.complete) {
            const auto message = parser.release();
            request.emplace(std::string(message.method_string()), std::string(message.target()), message.body(),
                            connection->peer);
        }
        const Demand demand =
            request ? demand_of(route_of(request->method, request->target, request->body)) : Demand::little;
        begin(connection, Phase::queued);
        while (has_to_wait(demand) && connection->socket.is_open() && !stopping_)
            co_await changed_.async_wait(as_result);
        if (!connection->socket.is_open()) co_return;
        std::optional<OneOf> reading;
        std::optional<OneOf> long_answer;
        if (demand != Demand::little) reading.emplace(ledger_reads_);
        if (demand == Demand::long_answer) long_answer.emplace(long_answers_);
        connection->phase = Phase::answering;
        connection->deadline.cancel();
        ControlReply reply;
        if (request)
            reply = co_await answers_.answer(std::move(*request));
        else
            reply = std::move(*end.refusal);
        reading.reset();
        changed_.cancel();
        co_await send(connection, reply);
    }

    bool has_to_wait(Demand demand) const {
        if (demand == Demand::little) return false;
        if (ledger_reads_ >= options_.ledger_reads) return true;
        return demand == Demand::long_answer && long_answers_ >= options_.long_answers;
    }

    asio::awaitable<void> send(std::shared_ptr<Connection> connection, const ControlReply& reply) {
        start_deadline(connection, options_.deadline);
        begin(connection, Phase::sending);
        const auto head = reply_text(reply);
        const std::array<asio::const_buffer, 2> text{asio::buffer(head), asio::buffer(reply.body)};
        co_await asio::async_write(connection->socket, text, as_result);
        connection->deadline.cancel();
        connection->courtesy.cancel();
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
    Connections connections_;
    std::size_t ledger_reads_ = 0;  // under way
    std::size_t long_answers_ = 0;  // being made or sent
    bool accepting_ = false;
    bool stopping_ = false;
};

}  // namespace

std::unique_ptr<ControlServer> make_control_server(asio::any_io_executor executor, ControlOptions options,
                                                   const ports::StatusView& view, ports::Operations& operations) {
    return std::make_unique<UnixControlServer>(std::move(executor), std::move(options), view, operations);
}

}  // namespace ecdsnap::adapters
