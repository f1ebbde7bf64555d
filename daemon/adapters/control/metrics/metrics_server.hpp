// Metrics and health over HTTP or HTTPS on one address: GET /metrics, /healthz, /readyz. One request per connection; a
// slow or hostile client gets a bounded share of nothing that the engine needs.
#pragma once

#include "adapters/control/metrics/metric_samples.hpp"
#include "core/metrics_settings.hpp"
#include "core/result.hpp"
#include "core/secret.hpp"
#include "core/time.hpp"
#include "ports/clock.hpp"
#include "ports/metrics_view.hpp"
#include "ports/status_view.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <functional>
#include <memory>
#include <string>

namespace ecdsnap::adapters {

struct MetricsOptions {
    core::MetricsSettings settings;                  // with an address
    core::Secret password;                           // of settings.user
    std::function<LedgerFileSize()> ledger_size;     // asked for each page; empty: nothing is known
    std::function<std::string()> what_hangs;         // for /healthz: a sentence; empty: nothing does
    core::Millis deadline{std::chrono::seconds{5}};  // to send a request; to take an answer; for stop()
};

class MetricsServer {
public:
    virtual ~MetricsServer() = default;

    // Opens the address and serves. After an error it may be tried again.
    virtual core::Result<void> start() = 0;

    // Ends all connections within the deadline. Await it before the server or a view goes; after start() came through.
    virtual boost::asio::awaitable<void> stop() = 0;
};

std::unique_ptr<MetricsServer> make_metrics_server(boost::asio::any_io_executor executor, MetricsOptions options,
                                                   ports::Clock& clock, const ports::StatusView& status,
                                                   const ports::MetricsView& metrics);

}  // namespace ecdsnap::adapters
