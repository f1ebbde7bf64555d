#include "adapters/https/tunnel_proxy.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <exception>
#include <utility>

namespace ecdsnap::tests {

namespace asio = boost::asio;
using Tcp = asio::ip::tcp;

namespace {

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

void rethrow(std::exception_ptr failure) {
    if (failure) std::rethrow_exception(failure);
}

}  // namespace

struct TunnelProxy::State {
    State(asio::io_context& context, std::uint16_t port, Script given)
        : script(std::move(given)),
          acceptor(context, Tcp::endpoint(asio::ip::address_v4::loopback(), 0)),
          target(port) {}

    Script script;
    Tcp::acceptor acceptor;
    std::uint16_t target;
    std::optional<asio::ssl::context> tls;
    std::vector<std::string> asked;
    std::size_t bytes_through = 0;
    bool ended = false;
};

namespace {

using StatePtr = std::shared_ptr<TunnelProxy::State>;

// Both ends of a tunnel; whichever direction ends first closes both.
template <class Stream>
struct Ends {
    Ends(Stream& from, const asio::any_io_executor& executor) : client(from), server(executor) {}
    Stream& client;
    Tcp::socket server;
    void close() {
        boost::system::error_code ignored;
        client.lowest_layer().close(ignored);
        server.close(ignored);
    }
};

template <class From, class To, class Both>
asio::awaitable<void> copy(From& from, To& to, Both& both, std::size_t& count) {
    std::array<char, 16 * 1024> buffer{};
    for (;;) {
        const auto [error, size] = co_await from.async_read_some(asio::buffer(buffer), as_result);
        if (error) break;
        count += size;
        const auto [unwritten, sent] = co_await asio::async_write(to, asio::buffer(buffer, size), as_result);
        if (unwritten) break;
    }
    both.close();
}

template <class Stream>
asio::awaitable<void> serve(StatePtr state, std::shared_ptr<Stream> client) {
    std::string asked;
    const auto [error, size] =
        co_await asio::async_read_until(*client, asio::dynamic_buffer(asked), "\r\n\r\n", as_result);
    if (error) co_return;
    state->asked.push_back(asked);
    const std::string answer = state->script ? state->script(asked) : tunnel_made;
    co_await asio::async_write(*client, asio::buffer(answer), as_result);
    if (answer.find(" 200 ") == std::string::npos) co_return;

    const auto ends = std::make_shared<Ends<Stream>>(*client, state->acceptor.get_executor());
    const Tcp::endpoint target(asio::ip::address_v4::loopback(), state->target);
    const auto [unreachable] = co_await ends->server.async_connect(target, as_result);
    if (unreachable) co_return;
    ends->server.set_option(Tcp::no_delay(true));
    const auto back = std::make_shared<std::size_t>(0);
    auto from_server = copy(ends->server, *client, *ends, *back);
    auto on_end = [ends, client, back](std::exception_ptr failure) { rethrow(failure); };
    asio::co_spawn(state->acceptor.get_executor(), std::move(from_server), std::move(on_end));
    co_await copy(*client, ends->server, *ends, state->bytes_through);
}

asio::awaitable<void> serve_connection(StatePtr state, Tcp::socket accepted) {
    accepted.set_option(Tcp::no_delay(true));
    if (!state->tls) {
        auto client = std::make_shared<Tcp::socket>(std::move(accepted));
        co_await serve(state, client);
        co_return;
    }
    using Tls = asio::ssl::stream<Tcp::socket>;
    auto client = std::make_shared<Tls>(std::move(accepted), *state->tls);
    const auto [error] = co_await client->async_handshake(asio::ssl::stream_base::server, as_result);
    if (!error) co_await serve(state, client);
}

asio::awaitable<void> accept_all(StatePtr state) {
    for (;;) {
        auto [error, socket] = co_await state->acceptor.async_accept(as_result);
        if (error || state->ended) co_return;
        auto connection = serve_connection(state, std::move(socket));
        asio::co_spawn(state->acceptor.get_executor(), std::move(connection), rethrow);
    }
}

}  // namespace

TunnelProxy::TunnelProxy(asio::io_context& context, std::uint16_t target_port, Script script,
                         const std::optional<Tls>& tls)
    : state_(std::make_shared<State>(context, target_port, std::move(script))) {
    if (tls) {
        state_->tls.emplace(asio::ssl::context::tls_server);
        state_->tls->use_certificate_chain(asio::buffer(tls->key.certificate));
        state_->tls->use_private_key(asio::buffer(tls->key.private_key), asio::ssl::context::pem);
        if (!tls->client_ca.empty()) {
            state_->tls->set_verify_mode(asio::ssl::verify_peer | asio::ssl::verify_fail_if_no_peer_cert);
            state_->tls->load_verify_file(tls->client_ca);
        }
    }
    auto accepting = accept_all(state_);
    asio::co_spawn(context, std::move(accepting), rethrow);
}

TunnelProxy::~TunnelProxy() {
    state_->ended = true;
    state_->acceptor.close();
}

std::uint16_t TunnelProxy::port() const {
    return state_->acceptor.local_endpoint().port();
}
const std::vector<std::string>& TunnelProxy::asked() const {
    return state_->asked;
}
std::size_t TunnelProxy::bytes_through() const {
    return state_->bytes_through;
}

}  // namespace ecdsnap::tests
