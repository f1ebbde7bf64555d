#include "adapters/https/web_client.hpp"

#include "adapters/https/connection.hpp"
#include "adapters/https/connection_setup.hpp"
#include "adapters/https/endpoint_url.hpp"
#include "adapters/https/request_text.hpp"

#include <utility>

namespace ecdsnap::adapters {
namespace {

namespace asio = boost::asio;

constexpr std::size_t header_limit = std::size_t{64} << 10U;  // bytes

HttpsDeadlines deadlines_of(const ports::WebRequest& request) {
    HttpsDeadlines deadlines;
    deadlines.connect = request.connect;
    deadlines.tunnel = request.connect;
    deadlines.handshake = request.connect;
    deadlines.write = request.whole;
    deadlines.first_byte = request.whole;
    deadlines.whole = request.whole;
    return deadlines;
}

// What a fetch needs; shared with those under way, so that they may outlive the client.
struct Web {
    asio::any_io_executor executor;
    const ports::Clock& clock;
    core::Result<NetworkPath> path;
    std::shared_ptr<NameService> names;
};

core::Result<std::shared_ptr<const ConnectionSetup>> setup_for(const Web& web, const ports::WebRequest& request,
                                                               const EndpointUrl& url) {
    if (!web.path) return web.path.error();
    const bool is_direct = request.way == ports::WebRequest::Way::direct;
    const Proxy* const proxy = is_direct ? nullptr : proxy_for_web(*web.path, url);
    return make_connection_setup(url, *web.path, proxy, web.names, web.clock, deadlines_of(request),
                                 {header_limit, request.body_limit});
}

asio::awaitable<core::Result<ports::HttpAnswer>> exchange(std::shared_ptr<const Web> web, ports::WebRequest request,
                                                          WebUrl url) {
    auto setup = setup_for(*web, request, url.endpoint);
    if (!setup) co_return setup.error();
    ports::HttpRequest http;
    http.method = std::move(request.method);
    http.target = std::move(url.target);
    http.headers = std::move(request.headers);
    http.headers.emplace_back("Connection", "close");
    http.body = std::move(request.body);
    core::Result<std::string> text = request_text(http, url.endpoint.authority);
    if (!text) co_return text.error();
    const auto connection = std::make_shared<Connection>(web->executor, std::move(*setup));
    const core::Result<void> opened = co_await connection->open();
    if (!opened) co_return opened.error();
    co_return co_await connection->exchange(std::move(*text));
}

PlainReach reach_of(ports::WebRequest::Plain plain) {
    return plain == ports::WebRequest::Plain::loopback ? PlainReach::loopback : PlainReach::private_networks;
}

asio::awaitable<core::Result<ports::HttpAnswer>> fetch_by(std::shared_ptr<const Web> web, ports::WebRequest request) {
    core::Result<WebUrl> url = parse_web_url(request.url, reach_of(request.plain));
    if (!url) co_return url.error();
    const std::string doing = request.method + " " + url->endpoint.text();  // path and query may hold secrets
    core::Result<ports::HttpAnswer> answer = co_await exchange(std::move(web), std::move(request), std::move(*url));
    if (!answer) {
        core::Error error = answer.error();
        error.doing = doing;
        co_return error;
    }
    co_return answer;
}

class SingleRequests final : public ports::WebClient {
public:
    explicit SingleRequests(std::shared_ptr<const Web> web) : web_(std::move(web)) {}

    asio::awaitable<core::Result<ports::HttpAnswer>> fetch(ports::WebRequest request) override {
        return fetch_by(web_, std::move(request));
    }

private:
    std::shared_ptr<const Web> web_;
};

}  // namespace

std::unique_ptr<ports::WebClient> make_web_client(asio::any_io_executor executor, const ports::Clock& clock,
                                                  core::Result<NetworkPath> path) {
    auto names = path && path->names ? path->names : std::make_shared<NameService>(executor);
    auto web = std::make_shared<Web>(Web{std::move(executor), clock, std::move(path), std::move(names)});
    return std::make_unique<SingleRequests>(std::move(web));
}

}  // namespace ecdsnap::adapters
