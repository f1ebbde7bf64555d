#include "adapters/https/scripted_server.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <array>
#include <exception>
#include <utility>

namespace ecdsnap::tests {

namespace asio = boost::asio;
using Tcp = asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

std::size_t content_length(const std::string& head) {
    const std::string name = "Content-Length: ";
    const auto at = head.find(name);
    return at == std::string::npos ? 0 : std::stoul(head.substr(at + name.size()));
}

asio::ssl::context make_context(const ServerKey& key) {
    asio::ssl::context context(asio::ssl::context::tls_server);
    context.use_certificate_chain(asio::buffer(key.certificate));
    context.use_private_key(asio::buffer(key.private_key), asio::ssl::context::pem);
    if (key.newest_version != 0) SSL_CTX_set_max_proto_version(context.native_handle(), key.newest_version);
    return context;
}

}  // namespace

std::string http_ok(const std::string& body) {
    return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

struct ScriptedServer::State {
    State(asio::io_context& context, Script given)
        : script(std::move(given)), acceptor(context, Tcp::endpoint(asio::ip::address_v4::loopback(), 0)) {}

    Script script;
    Tcp::acceptor acceptor;
    std::optional<asio::ssl::context> tls;
    std::vector<SeenRequest> requests;
    std::size_t accepted = 0;
    std::size_t plain_bytes = 0;
    std::vector<Tcp::socket*> open;
    std::size_t most_open = 0;
    bool ended = false;
};

namespace {

using StatePtr = std::shared_ptr<ScriptedServer::State>;

// Removes the socket from the open ones when its connection ends.
struct Registration {
    Registration(ScriptedServer::State& given, Tcp::socket& open) : state(given), socket(open) {
        state.open.push_back(&socket);
        state.most_open = std::max(state.most_open, state.open.size());
    }
    Registration(const Registration&) = delete;
    Registration& operator=(const Registration&) = delete;
    ~Registration() { std::erase(state.open, &socket); }
    ScriptedServer::State& state;
    Tcp::socket& socket;
};

// Serves until the script says close, the client goes, or the server ends.
template <class Stream>
asio::awaitable<void> serve(StatePtr state, Stream& stream, SeenRequest seen) {
    std::string pending;
    std::size_t counted = 0;  // of `pending`
    for (;;) {
        const auto [error, head_size] =
            co_await asio::async_read_until(stream, asio::dynamic_buffer(pending), "\r\n\r\n", as_result);
        state->plain_bytes += pending.size() - counted;
        counted = pending.size();
        if (error) co_return;
        const std::size_t whole = head_size + content_length(pending.substr(0, head_size));
        while (pending.size() < whole) {
            std::array<char, 4096> more{};
            const auto [failed, count] = co_await stream.async_read_some(asio::buffer(more), as_result);
            if (failed) co_return;
            pending.append(more.data(), count);
            state->plain_bytes += count;
        }
        seen.text = pending.substr(0, whole);
        pending.erase(0, whole);
        counted = pending.size();
        ++seen.nth;
        state->requests.push_back(seen);
        const Reply reply = state->script(seen);
        const auto [unwritten, written] = co_await asio::async_write(stream, asio::buffer(reply.bytes), as_result);
        if (unwritten || reply.then == Reply::Then::close) co_return;
    }
}

asio::awaitable<void> serve_connection(StatePtr state, Tcp::socket accepted, std::size_t number) {
    Tcp::socket socket(std::move(accepted));
    const Registration registration(*state, socket);
    SeenRequest seen;
    seen.connection = number;
    socket.set_option(Tcp::no_delay(true));
    if (!state->tls) {
        co_await serve(state, socket, seen);
        co_return;
    }
    asio::ssl::stream<Tcp::socket&> stream(socket, *state->tls);
    const auto [error] = co_await stream.async_handshake(asio::ssl::stream_base::server, as_result);
    if (error) co_return;
    seen.resumed_session = SSL_session_reused(stream.native_handle()) == 1;
    seen.tls_version = SSL_version(stream.native_handle());
    co_await serve(state, stream, seen);
    co_await stream.async_shutdown(as_result);
}

asio::awaitable<void> accept_all(StatePtr state) {
    for (;;) {
        auto [error, socket] = co_await state->acceptor.async_accept(as_result);
        if (error || state->ended) co_return;
        auto connection = serve_connection(state, std::move(socket), ++state->accepted);
        auto ended = [state](std::exception_ptr failure) {
            if (failure) std::rethrow_exception(failure);
        };
        asio::co_spawn(state->acceptor.get_executor(), std::move(connection), std::move(ended));
    }
}

}  // namespace

ScriptedServer::ScriptedServer(asio::io_context& context, Script script, const std::optional<ServerKey>& key)
    : state_(std::make_shared<State>(context, std::move(script))) {
    if (key) state_->tls = make_context(*key);
    auto accepting = accept_all(state_);
    auto ended = [](std::exception_ptr failure) {
        if (failure) std::rethrow_exception(failure);
    };
    asio::co_spawn(context, std::move(accepting), std::move(ended));
}

ScriptedServer::~ScriptedServer() {
    state_->ended = true;
    state_->acceptor.close();
    close_all();
}

std::uint16_t ScriptedServer::port() const {
    return state_->acceptor.local_endpoint().port();
}
std::size_t ScriptedServer::accepted() const {
    return state_->accepted;
}
std::size_t ScriptedServer::open_now() const {
    return state_->open.size();
}
std::size_t ScriptedServer::most_open() const {
    return state_->most_open;
}
const std::vector<SeenRequest>& ScriptedServer::requests() const {
    return state_->requests;
}
std::size_t ScriptedServer::plain_bytes() const {
    return state_->plain_bytes;
}
void ScriptedServer::close_all() {
    for (Tcp::socket* const socket : state_->open)
        socket->close();
}

std::uint16_t unused_port(asio::io_context& context) {
    const Tcp::acceptor acceptor(context, Tcp::endpoint(asio::ip::address_v4::loopback(), 0));
    return acceptor.local_endpoint().port();
}

}  // namespace ecdsnap::tests
