#include "adapters/control/metrics/metrics_server.hpp"

#include "adapters/control/control_answer.hpp"
#include "adapters/control/http_listener.hpp"
#include "adapters/control/json_value.hpp"
#include "adapters/control/metrics/address_socket.hpp"
#include "adapters/control/metrics/metric_text.hpp"
#include "adapters/control/metrics/metrics_access.hpp"

#include <boost/asio/ssl/context.hpp>
#include <fmt/format.h>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ecdsnap::adapters {
namespace {

namespace asio = boost::asio;

// Whoever asks oftener is shown the same page: making it is the engine's time.
constexpr core::Millis page_lasts = std::chrono::seconds{1};
constexpr core::Millis between_connections{10};
constexpr std::size_t most_connections = 16;

core::Error local_error(const core::MetricsSettings& settings, std::string message) {
    core::Error error;
    error.kind = core::ErrorClass::local;
    error.doing = "serving metrics on " + address_text(settings);
    error.message = std::move(message);
    return error;
}

// Null: without a certificate. The error: its files are no good.
core::Result<std::shared_ptr<asio::ssl::context>> tls_of(const core::MetricsSettings& settings) {
    std::shared_ptr<asio::ssl::context> none;
    if (settings.certificate.empty()) return none;
    auto tls = std::make_shared<asio::ssl::context>(asio::ssl::context::tls_server);
    boost::system::error_code error;
    tls->set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_tlsv1 |
                         asio::ssl::context::no_tlsv1_1 | asio::ssl::context::no_compression,
                     error);
    if (!error) tls->use_certificate_chain_file(settings.certificate.string(), error);
    if (error) return local_error(settings, settings.certificate.string() + ": " + error.message());
    tls->use_private_key_file(settings.key.string(), asio::ssl::context::pem, error);
    if (error) return local_error(settings, settings.key.string() + ": " + error.message());
    return tls;
}

HttpReply health_reply(const char* name, bool good, const std::vector<std::string>& reasons) {
    const Json because(reasons);
    Json page;
    page[name] = good;
    page["reasons"] = because;
    return {good ? 200U : 503U, json_text(page) + "\n"};
}

HttpReply ready_reply(const ports::Status& status) {
    return health_reply("ready", status.ready, status.not_ready_because);
}

// It is answered, so that the loop comes round; something else may not.
HttpReply healthy_reply(const std::string& hanging) {
    if (hanging.empty()) return health_reply("healthy", true, {});
    return health_reply("healthy", false, {hanging});
}

class HttpMetricsServer final : public MetricsServer {
public:
    HttpMetricsServer(asio::any_io_executor executor, MetricsOptions options, ports::Clock& clock,
                      const ports::StatusView& status, const ports::MetricsView& metrics)
        : executor_(std::move(executor)),
          options_(std::move(options)),
          clock_(clock),
          status_(status),
          metrics_(metrics) {
        if (!options_.settings.user.empty())
            authentication_ = BasicAuthentication(options_.settings.user, options_.password);
    }

    core::Result<void> start() override {
        auto tls = tls_of(options_.settings);
        if (tls.has_error()) return tls.error();
        const auto socket = open_address_socket(options_.settings);
        if (!socket) return socket.error();
        HttpListenerOptions listener;
        listener.deadline = options_.deadline;
        listener.connections = most_connections;
        listener.between = between_connections;
        listener.tls = std::move(tls.value());
        listener_ = make_http_listener(executor_, std::move(listener),
                                       [this](HttpRequest request) { return answer(std::move(request)); });
        listener_->start(*socket);
        return {};
    }

    asio::awaitable<void> stop() override {
        return listener_->stop([] {});
    }

private:
    asio::awaitable<HttpReply> answer(HttpRequest request) { co_return reply_to(request); }

    HttpReply reply_to(const HttpRequest& request) {
        if (!is_own_host(request.host, options_.settings.hosts))
            return refusal_reply(421, "foreign_host", "no name of this daemon's; `metrics: {hosts: […]}` adds names");
        if (request.method != "GET" && request.method != "HEAD") {
            HttpReply refused = refusal_reply(405, "method_not_allowed", "GET or HEAD");
            refused.more_headers = "Allow: GET, HEAD\r\n";
            return refused;
        }
        const std::string_view path = std::string_view(request.target).substr(0, request.target.find('?'));
        if (path == "/healthz") return healthy_reply(options_.what_hangs ? options_.what_hangs() : "");
        if (!authentication_.lets_in(request.authorization)) {
            HttpReply refused = refusal_reply(401, "unauthorized", "user and password, please");
            refused.more_headers = "WWW-Authenticate: Basic realm=\"ecdsnapd\", charset=\"UTF-8\"\r\n";
            return refused;
        }
        if (path == "/readyz") return ready_reply(status_.status());
        if (path == "/metrics") return {200, page(), metric_content_type};
        return refusal_reply(404, "not_found", "/metrics, /healthz and /readyz are here");
    }

    const std::string& page() {
        const core::SteadyTime now = clock_.steady_now();
        if (made_at_ && now - *made_at_ < page_lasts) return page_;
        const LedgerFileSize size = options_.ledger_size ? options_.ledger_size() : LedgerFileSize{};
        MetricSamples samples = samples_of(metrics_.metric_facts(), size);
        if (took_) samples.add(Metric::metrics_duration, std::chrono::duration<double>(*took_).count());
        page_ = metric_text(samples);
        made_at_ = clock_.steady_now();
        took_ = *made_at_ - now;
        return page_;
    }

    const asio::any_io_executor executor_;
    const MetricsOptions options_;
    ports::Clock& clock_;
    const ports::StatusView& status_;
    const ports::MetricsView& metrics_;
    BasicAuthentication authentication_;
    std::unique_ptr<HttpListener> listener_;
    std::string page_;
    std::optional<core::SteadyTime> made_at_;  // nullopt: there is no page yet
    std::optional<core::SteadyTimeline::duration> took_;
};

}  // namespace

std::unique_ptr<MetricsServer> make_metrics_server(asio::any_io_executor executor, MetricsOptions options,
                                                   ports::Clock& clock, const ports::StatusView& status,
                                                   const ports::MetricsView& metrics) {
    return std::make_unique<HttpMetricsServer>(std::move(executor), std::move(options), clock, status, metrics);
}

}  // namespace ecdsnap::adapters
