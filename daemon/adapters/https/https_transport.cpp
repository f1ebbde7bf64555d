#include "adapters/https/https_transport.hpp"

#include "adapters/https/connection.hpp"
#include "adapters/https/connection_pool.hpp"
#include "adapters/https/connection_setup.hpp"
#include "adapters/https/endpoint_url.hpp"
#include "adapters/https/request_text.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <exception>
#include <utility>

namespace ecdsnap::adapters {
namespace {

namespace asio = boost::asio;

// What a send needs; shared with the sends that are under way, so that they may outlive the transport.
struct Client {
    asio::any_io_executor executor;
    std::shared_ptr<const ConnectionSetup> setup;
    std::shared_ptr<ConnectionPool> pool;
    std::shared_ptr<OpeningGate> gate;
};

// A new connection for a place in the pool.
asio::awaitable<core::Result<void>> open_for(std::shared_ptr<const Client> client, Lease& lease) {
    core::Result<Opening> opening = co_await OpeningGate::enter(client->gate, client->setup->deadlines.connect);
    if (!opening) co_return opening.error();
    lease.hold(std::make_shared<Connection>(client->executor, client->setup));
    core::Result<void> opened = co_await lease.connection()->open();
    if (opened)
        opening->succeed();
    else if (opened.error().kind != core::ErrorClass::local)
        opening->fail(opened.error());
    co_return opened;
}

asio::awaitable<core::Result<ports::HttpAnswer>> exchange(std::shared_ptr<const Client> client,
                                                          ports::HttpRequest request) {
    core::Result<std::string> text = request_text(request, client->setup->url.authority);
    if (!text) co_return text.error();
    core::Result<Lease> lease = co_await ConnectionPool::acquire(client->pool, request.reuse_idle_at_most);
    if (!lease) co_return lease.error();
    if (!lease->connection()) {
        const core::Result<void> opened = co_await open_for(client, *lease);
        if (!opened) co_return opened.error();
    }
    core::Result<ports::HttpAnswer> answer = co_await lease->connection()->exchange(std::move(*text));
    if (lease->connection()->is_reusable()) lease->keep();
    co_return answer;
}

asio::awaitable<core::Result<ports::HttpAnswer>> send_by(std::shared_ptr<const Client> client,
                                                         ports::HttpRequest request) {
    const std::string doing = request.method + " " + client->setup->url.text();  // the target may hold a signature
    core::Result<ports::HttpAnswer> answer = co_await exchange(client, std::move(request));
    if (!answer) {
        core::Error error = answer.error();
        error.doing = doing;
        co_return error;
    }
    co_return answer;
}

// Opens connections as long as there are fewer than `wanted`.
asio::awaitable<void> warm_some(std::shared_ptr<const Client> client, std::size_t wanted) {
    while (client->pool->has_room_to_warm(wanted)) {
        Lease lease = client->pool->new_place();
        const core::Result<void> opened = co_await open_for(client, lease);
        if (!opened || !co_await lease.connection()->settle()) co_return;
        lease.keep();
    }
}

// Several open side by side, no more than the gate lets in anyway; the last one to end ends the wait.
asio::awaitable<void> warm_by(std::shared_ptr<const Client> client, std::size_t wanted, std::size_t side_by_side) {
    const auto last = std::make_shared<asio::steady_timer>(client->executor, asio::steady_timer::time_point::max());
    const auto running = std::make_shared<std::size_t>(std::min(wanted, side_by_side));
    const auto on_end = [last, running](std::exception_ptr failure) {
        if (--*running == 0) last->cancel();
        if (failure) std::rethrow_exception(failure);
    };
    for (std::size_t i = *running; i > 0; --i) {
        auto work = warm_some(client, wanted);
        asio::co_spawn(client->executor, std::move(work), on_end);
    }
    if (*running != 0) co_await last->async_wait(asio::as_tuple(asio::use_awaitable));
}

class PooledTransport final : public HttpsTransport {
public:
    PooledTransport(std::shared_ptr<const Client> client, std::size_t opening_at_once)
        : client_(std::move(client)), opening_at_once_(opening_at_once) {}
    PooledTransport(const PooledTransport&) = delete;
    PooledTransport& operator=(const PooledTransport&) = delete;
    ~PooledTransport() override { close_all(); }

    asio::awaitable<core::Result<ports::HttpAnswer>> send(ports::HttpRequest request) override {
        return send_by(client_, std::move(request));
    }
    asio::awaitable<void> warm(std::size_t connections) override {
        return warm_by(client_, connections, opening_at_once_);
    }
    void close() override { close_all(); }

private:
    void close_all() {
        client_->pool->close();
        client_->gate->close();
    }

    std::shared_ptr<const Client> client_;
    std::size_t opening_at_once_;
};

}  // namespace

core::Result<std::unique_ptr<HttpsTransport>> make_https_transport(asio::any_io_executor executor,
                                                                   const ports::Clock& clock,
                                                                   const HttpsSettings& settings) {
    core::Result<EndpointUrl> url = parse_endpoint_url(settings.endpoint);
    if (!url) return url.error();
    const Proxy* const proxy = proxy_for_endpoint(settings.path, *url);
    auto names = settings.path.names ? settings.path.names : std::make_shared<NameService>(executor);
    auto setup = make_connection_setup(std::move(*url), settings.path, proxy, std::move(names), clock,
                                       settings.deadlines, {settings.header_limit, settings.body_limit});
    if (!setup) return setup.error();
    const std::size_t places = std::max<std::size_t>(settings.connections, 1);
    auto pool = std::make_shared<ConnectionPool>(executor, clock, places, settings.deadlines.queue);
    auto gate = std::make_shared<OpeningGate>(executor, settings.opening);
    auto client =
        std::make_shared<Client>(Client{std::move(executor), std::move(*setup), std::move(pool), std::move(gate)});
    return std::make_unique<PooledTransport>(std::move(client), settings.opening.at_once);
}

}  // namespace ecdsnap::adapters
