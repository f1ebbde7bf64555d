// The daemon as the service manager and people see it: control socket, signals, readiness, watchdog, reload, stop.
#pragma once

#include "adapters/control/control_server.hpp"
#include "adapters/systemd/notify_socket.hpp"
#include "app/consequences.hpp"
#include "app/daemon.hpp"
#include "app/hang_watch.hpp"
#include "app/metrics_service.hpp"
#include "core/environment.hpp"
#include "engine/coroutine_group.hpp"
#include "ports/operations.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/thread_pool.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace ecdsnap::app {

class Service final : public ports::Operations {
public:
    Service(boost::asio::io_context& context, Daemon& daemon, const core::Environment& environment);
    ~Service() override;

    // Serves until a signal; the exit code.
    boost::asio::awaitable<int> run();

    boost::asio::awaitable<core::Result<std::int64_t>> run(std::string policy) override;
    boost::asio::awaitable<core::Result<core::Pause>> pause(core::Pause wanted) override;
    boost::asio::awaitable<core::Result<core::Pause>> resume(core::PauseKey key, std::string by) override;
    boost::asio::awaitable<core::Result<core::Approval>> approve(std::string policy, std::optional<std::uint32_t> up_to,
                                                                 std::string by) override;
    boost::asio::awaitable<core::Result<ports::ReloadReport>> reload(ports::ReloadForce force, std::string by) override;

private:
    boost::asio::awaitable<core::Result<ports::ReloadReport>> put_in_force(adapters::ConfigResult loaded,
                                                                           ports::ReloadForce force, std::string by);
    boost::asio::awaitable<void> watch_signals();
    boost::asio::awaitable<void> report_status();
    boost::asio::awaitable<void> watch_time_zones();
    boost::asio::awaitable<void> feed_watchdog(core::Millis interval);
    boost::asio::awaitable<void> warm_up();
    boost::asio::awaitable<void> show_rounds(core::Millis interval);
    boost::asio::awaitable<void> reload_on_signal();
    boost::asio::awaitable<void> wait_for_stop();
    boost::asio::awaitable<void> stop();
    void exit_on_second_signal();

    Daemon& daemon_;
    boost::asio::thread_pool worker_{1};  // reads files and looks ahead, so that the loop waits for neither
    Consequences consequences_;
    boost::asio::signal_set signals_;
    std::unique_ptr<ports::ServiceNotifier> notifier_;
    std::optional<core::Millis> watchdog_interval_;
    std::unique_ptr<HangWatch> hang_watch_;  // while it serves
    std::unique_ptr<adapters::ControlServer> control_;
    MetricsService metrics_;
    engine::CoroutineGroup loops_;
    std::unique_ptr<ports::Alarm> status_alarm_;
    std::unique_ptr<ports::Alarm> watchdog_alarm_;
    std::unique_ptr<ports::Alarm> rounds_alarm_;
    std::unique_ptr<ports::Alarm> warm_up_alarm_;
    std::unique_ptr<ports::Alarm> zones_alarm_;
    std::unique_ptr<ports::Alarm> stop_alarm_;
    std::string stop_signal_;
    bool stopping_ = false;
    bool reloading_ = false;
};

}  // namespace ecdsnap::app
