#include "adapters/https/https_transport.hpp"

#include "adapters/https/connection.hpp"
#include "adapters/https/connection_pool.hpp"
#include "adapters/https/endpoint_url.hpp"
#include "adapters/https/request_text.hpp"
#include "adapters/https/tls_context.hpp"

#include <boost/asio/awaitable.hpp>

#include <algorithm>
#include <utility>

namespace ecdsnap::adapters {
namespace {

namespace asio = boost::asio;

// What a send needs; shared with the sends that are under way, so that they may outlive the transport.
struct Client {
    asio::any_io_executor executor;
    std::shared_ptr<const ConnectionSetup> setup;
    std::shared_ptr<ConnectionPool> pool;
};

asio::awaitable<core::Result<ports::HttpAnswer>> exchange(std::shared_ptr<const Client> client,
                                                          ports::HttpRequest request) {
    core::Result<std::string> text = request_text(request, client->setup->url.authority);
    if (!text) co_return text.error();
    core::Result<Lease> lease = co_await ConnectionPool::acquire(client->pool, request.reuse_idle_at_most);
    if (!lease) co_return lease.error();
    if (!lease->connection()) {
        lease->hold(std::make_shared<Connection>(client->executor, client->setup));
        const core::Result<void> opened = co_await lease->connection()->open();
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

class PooledTransport final : public HttpsTransport {
public:
    explicit PooledTransport(std::shared_ptr<const Client> client) : client_(std::move(client)) {}
    PooledTransport(const PooledTransport&) = delete;
    PooledTransport& operator=(const PooledTransport&) = delete;
    ~PooledTransport() override { client_->pool->close(); }

    asio::awaitable<core::Result<ports::HttpAnswer>> send(ports::HttpRequest request) override {
        return send_by(client_, std::move(request));
    }
    void close() override { client_->pool->close(); }

private:
    std::shared_ptr<const Client> client_;
};

}  // namespace

core::Result<std::unique_ptr<HttpsTransport>> make_https_transport(asio::any_io_executor executor,
                                                                   const ports::Clock& clock,
                                                                   const HttpsSettings& settings) {
    core::Result<EndpointUrl> url = parse_endpoint_url(settings.endpoint);
    if (!url) return url.error();
    std::unique_ptr<TlsContext> tls;
    if (url->scheme == Scheme::https) {
        auto made = TlsContext::make(*url, settings.ca_file);
        if (!made) return made.error();
        tls = std::move(*made);
    }
    const std::size_t places = std::max<std::size_t>(settings.connections, 1);
    auto setup = std::make_shared<ConnectionSetup>(
        ConnectionSetup{std::move(*url), std::move(tls), clock, settings.deadlines,
                        AnswerParser::Limits{settings.header_limit, settings.body_limit}});
    auto pool = std::make_shared<ConnectionPool>(executor, clock, places, settings.deadlines.queue);
    auto client = std::make_shared<Client>(Client{std::move(executor), std::move(setup), std::move(pool)});
    return std::make_unique<PooledTransport>(std::move(client));
}

}  // namespace ecdsnap::adapters
