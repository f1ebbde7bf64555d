// Serves metrics and health beside the daemon's work: what keeps them from being served keeps nothing else.
#pragma once

#include "adapters/control/metrics/metrics_server.hpp"
#include "app/daemon.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <functional>
#include <memory>
#include <string>

namespace ecdsnap::app {

class MetricsService {
public:
    // `what_hangs`: see adapters::MetricsOptions.
    MetricsService(boost::asio::any_io_executor executor, Daemon& daemon, std::function<std::string()> what_hangs);

    // Serves as soon as the address can be had; ends then, or with stop().
    boost::asio::awaitable<void> run();

    boost::asio::awaitable<void> stop();

private:
    core::Result<void> try_start();

    const boost::asio::any_io_executor executor_;
    Daemon& daemon_;
    const std::function<std::string()> what_hangs_;
    std::unique_ptr<ports::Alarm> alarm_;
    std::unique_ptr<adapters::MetricsServer> server_;  // null: it does not serve
    bool stopping_ = false;
};

}  // namespace ecdsnap::app
