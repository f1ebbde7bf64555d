#include "adapters/control/http_listener.hpp"

#include "adapters/control/http_request_reader.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <sys/socket.h>
#include <utility>

namespace ecdsnap::adapters {
namespace {

namespace asio = boost::asio;
using Protocol = asio::generic::stream_protocol;
using Socket = Protocol::socket;

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

enum class Phase : std::uint8_t {
    reading,    // the request is not complete: may be cut off at any time
    queued,     // for its turn: the same
    answering,  // the daemon works on it
    sending,    // the answer is on its way: cut off only for others that wait
};

struct Connection {
    Connection(Socket accepted, asio::any_io_executor executor, std::uint64_t of_user)
        : socket(std::move(accepted)), deadline(executor), courtesy(executor), user(of_user) {}

    // A long answer that somebody takes slowly, for another user's.
    bool may_be_given_up_for(const Connection& other) const {
        return long_answer && may_be_given_up() && user != other.user;
    }
    bool may_be_given_up() const { return slow && phase != Phase::answering && socket.is_open(); }

    Socket socket;
    asio::steady_timer deadline;  // one wait at a time; closes the socket
    asio::steady_timer courtesy;  // one wait at a time; makes it slow
    const std::uint64_t user;
    Phase phase = Phase::reading;
    bool slow = false;         // it had its time in this phase
    bool long_answer = false;  // that is being made or sent
    asio::cancellation_signal cancel;
};
using Connections = std::list<std::shared_ptr<Connection>>;

// Whom to give up for one that waits: the oldest slow one of whoever has most of them, so that one user cannot keep out
// another. nullptr: nobody.
std::shared_ptr<Connection> one_too_many(const Connections& connections) {
    std::map<std::uint64_t, std::size_t> of_user;
    for (const auto& each : connections)
        ++of_user[each->user];
    std::shared_ptr<Connection> found;
    for (const auto& each : connections)
        if (each->may_be_given_up() && (!found || of_user[each->user] > of_user[found->user])) found = each;
    return found;
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

// From now on the peer has this long; then the connection is closed under it.
void start_deadline(const std::shared_ptr<Connection>& connection, core::Millis duration) {
    connection->deadline.expires_after(duration);
    connection->deadline.async_wait([weak = std::weak_ptr(connection)](boost::system::error_code error) {
        const auto alive = weak.lock();
        if (!error && alive) alive->socket.close(error);
    });
}

// How reading a request ended: complete, with a refusal to send, or (neither) the peer is gone.
struct ReadEnd {
    bool complete = false;
    std::optional<HttpReply> refusal;
};

template <class Stream>
asio::awaitable<ReadEnd> read_request(Stream& stream, HttpRequestReader& reader) {
    std::array<char, 4096> buffer{};
    ReadEnd end;
    while (!reader.is_complete()) {
        const auto [error, size] = co_await stream.async_read_some(asio::buffer(buffer), as_result);
        if (error) co_return end;
        end.refusal = reader.take(std::string_view(buffer.data(), size));
        if (end.refusal) co_return end;
    }
    end.complete = true;
    co_return end;
}

int family_of(int descriptor) {
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    return getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &size) == 0 ? address.ss_family : AF_UNSPEC;
}

class SocketListener final : public HttpListener {
public:
    SocketListener(asio::any_io_executor executor, HttpListenerOptions options, HttpAnswer answer)
        : executor_(executor),
          options_(std::move(options)),
          answer_(std::move(answer)),
          acceptor_(executor),
          changed_(executor) {
        changed_.expires_at(asio::steady_timer::time_point::max());
    }

    void start(int listening) override {
        acceptor_.assign(Protocol(family_of(listening), 0), listening);
        accepting_ = true;
        auto ended = [this](const std::exception_ptr& failure) {
            accepting_ = false;
            changed_.cancel();
            if (failure) std::rethrow_exception(failure);
        };
        asio::co_spawn(executor_, accept_all(), std::move(ended));
    }

    asio::awaitable<void> stop(std::function<void()> closed) override {
        stopping_ = true;
        boost::system::error_code ignored;
        acceptor_.close(ignored);
        changed_.cancel();
        for (const auto& connection : connections_)
            if (connection->phase == Phase::reading || connection->phase == Phase::queued)
                connection->socket.close(ignored);
        closed();

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
            if (error) {  // no descriptors left, say: the loop must not spin
                co_await breathe(std::chrono::milliseconds{100});
                continue;
            }
            const std::uint64_t user = options_.user_of ? options_.user_of(socket.native_handle()) : 0;
            serve(std::make_shared<Connection>(std::move(socket), executor_, user));
            if (options_.between > core::Millis{0}) co_await breathe(options_.between);
        }
    }

    asio::awaitable<void> breathe(core::Millis duration) {
        asio::steady_timer pause(executor_, duration);
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

    void give_up_for(const Connection& waiting) {
        for (const auto& each : connections_)
            if (each->may_be_given_up_for(waiting)) return close(*each);
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
        if (!options_.tls) {
            co_await exchange(connection, connection->socket);
            co_return;
        }
        asio::ssl::stream<Socket&> stream(connection->socket, *options_.tls);
        const auto [refused] = co_await stream.async_handshake(asio::ssl::stream_base::server, as_result);
        if (refused) co_return;
        co_await exchange(connection, stream);
        start_deadline(connection, options_.deadline);
        begin(connection, Phase::sending);  // who does not say goodbye gives way to those that wait
        co_await stream.async_shutdown(as_result);
        connection->deadline.cancel();
    }

    template <class Stream>
    asio::awaitable<void> exchange(std::shared_ptr<Connection> connection, Stream& stream) {
        HttpRequestReader reader;
        auto end = co_await read_request(stream, reader);
        if (!end.complete && !end.refusal) co_return;
        std::optional<HttpRequest> request;
        if (end.complete) request.emplace(reader.release());
        const HttpDemand demand = request && options_.demand_of ? options_.demand_of(*request) : HttpDemand::little;
        begin(connection, Phase::queued);
        while (has_to_wait(demand) && connection->socket.is_open() && !stopping_) {
            if (demand == HttpDemand::long_answer && long_answers_ >= options_.long_answers) give_up_for(*connection);
            co_await changed_.async_wait(as_result);
        }
        if (!connection->socket.is_open()) co_return;
        std::optional<OneOf> heavy;
        std::optional<OneOf> long_answer;
        if (demand != HttpDemand::little) heavy.emplace(heavy_);
        if (demand == HttpDemand::long_answer) long_answer.emplace(long_answers_);
        connection->long_answer = demand == HttpDemand::long_answer;
        connection->phase = Phase::answering;
        connection->deadline.cancel();

        HttpReply reply;
        bool only_head = false;
        if (request) {
            request->descriptor = connection->socket.native_handle();
            only_head = request->method == "HEAD";
            reply = co_await answer_(std::move(*request));
        } else {
            reply = std::move(*end.refusal);
        }
        heavy.reset();
        changed_.cancel();
        co_await send(connection, stream, reply, only_head);
    }

    bool has_to_wait(HttpDemand demand) const {
        if (demand == HttpDemand::little) return false;
        if (heavy_ >= options_.heavy_at_once) return true;
        return demand == HttpDemand::long_answer && long_answers_ >= options_.long_answers;
    }

    template <class Stream>
    asio::awaitable<void> send(std::shared_ptr<Connection> connection, Stream& stream, const HttpReply& reply,
                               bool only_head) {
        start_deadline(connection, options_.deadline);
        begin(connection, Phase::sending);
        const auto head = head_of(reply);
        const auto body = only_head ? asio::const_buffer() : asio::const_buffer(asio::buffer(reply.body));
        const std::array<asio::const_buffer, 2> text{asio::buffer(head), body};
        co_await asio::async_write(stream, text, as_result);
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
    const HttpListenerOptions options_;
    const HttpAnswer answer_;
    asio::basic_socket_acceptor<Protocol> acceptor_;
    asio::steady_timer changed_;  // never expires; cancelled when a connection or the accepting ends
    Connections connections_;
    std::size_t heavy_ = 0;         // under way
    std::size_t long_answers_ = 0;  // being made or sent
    bool accepting_ = false;
    bool stopping_ = false;
};

}  // namespace

std::unique_ptr<HttpListener> make_http_listener(asio::any_io_executor executor, HttpListenerOptions options,
                                                 HttpAnswer answer) {
    return std::make_unique<SocketListener>(std::move(executor), std::move(options), std::move(answer));
}

}  // namespace ecdsnap::adapters
