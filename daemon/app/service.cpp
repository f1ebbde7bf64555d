#include "app/service.hpp"

#include "adapters/system/groups.hpp"
#include "adapters/system/system_clock.hpp"
#include "adapters/system/time_zones.hpp"
#include "app/longer_stop.hpp"
#include "app/status_line.hpp"
#include "app/warm_up.hpp"
#include "cli/check/config_environment.hpp"
#include "cli/tables/exit_code.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <unistd.h>
#include <utility>

namespace ecdsnap::app {
namespace {

using boost::asio::awaitable;

constexpr core::Millis status_every = std::chrono::seconds{2};
constexpr core::Millis zones_every = std::chrono::minutes{10};
// A start counts as serving after this long even if a site has not answered: a dead endpoint must not keep the unit
// from starting, and its status says what it waits for.
constexpr core::Millis ready_at_latest = std::chrono::seconds{20};
// Half of it without a sign of life is told in the log.
constexpr core::Millis patience_without_watchdog = std::chrono::seconds{60};

adapters::ServiceEnvironment service_environment(const core::Environment& environment) {
    adapters::ServiceEnvironment service;
    service.notify_socket = environment.get("NOTIFY_SOCKET");
    service.watchdog_usec = environment.get("WATCHDOG_USEC");
    service.watchdog_pid = environment.get("WATCHDOG_PID");
    service.pid = ::getpid();
    return service;
}

adapters::ControlOptions control_options(const core::Settings& settings) {
    adapters::ControlOptions options;
    options.socket = settings.control_socket;
    if (settings.admin_group.empty()) return options;
    options.admin_group = adapters::group_number(settings.admin_group);
    return options;
}

std::optional<core::Event> group_problem(const core::Settings& settings) {
    if (settings.admin_group.empty() || adapters::group_number(settings.admin_group)) return std::nullopt;
    core::Event event{core::EventId::admin_group_unknown,
                      fmt::format("control.admin_group: there is no group {}", settings.admin_group),
                      {}};
    event.fields.push_back({"detail", settings.admin_group});
    return event;
}

bool all_listed(const ports::Status& status) {
    return status.regions_awaited.empty() && std::ranges::all_of(status.sites, [](const auto& site) {
               return site.inventory_at.has_value() || !site.unused.empty();
           });
}

ports::ReloadReport report_of(const ReloadVerdict& verdict) {
    ports::ReloadReport report;
    report.backed_up_before = verdict.before;
    report.backed_up_after = verdict.after;
    report.gained = verdict.gained;
    report.lost = verdict.lost;
    report.unlisted = verdict.unlisted;
    for (const core::Event& event : verdict.events)
        report.changes.push_back(event.message);
    return report;
}

std::string refusal_of(const ReloadVerdict& verdict) {
    std::string lines;
    for (const std::string& sentence : verdict.broken)
        lines += sentence + "\n";
    return lines +
           "the configuration in force stays; look at the difference, and if it is what you want: "
           "`ecdsnap reload --force`\n";
}

core::Event limited_event(const ReloadVerdict& verdict) {
    core::Event event{
        core::EventId::reload_limited, fmt::format("the reload is refused: {}", fmt::join(verdict.broken, "; ")), {}};
    event.fields.push_back({"gained", std::to_string(verdict.gained)});
    event.fields.push_back({"lost", std::to_string(verdict.lost)});
    if (!verdict.examples.empty()) event.fields.push_back({"examples", verdict.examples});
    if (!verdict.unlisted.empty()) event.fields.push_back({"site", verdict.unlisted});
    return event;
}

awaitable<adapters::ConfigResult> load(std::filesystem::path file) {
    co_return adapters::load_config(file, cli::machine_environment());
}

awaitable<std::string> zones_on_disk() {
    co_return adapters::tzdata_version_on_disk();
}

}  // namespace

Service::Service(boost::asio::io_context& context, Daemon& daemon, const core::Environment& environment)
    : daemon_(daemon),
      consequences_(daemon, worker_),
      signals_(context, SIGTERM, SIGINT, SIGHUP),
      notifier_(adapters::make_service_notifier(service_environment(environment), adapters::monotonic_time)),
      watchdog_interval_(adapters::watchdog_interval(service_environment(environment))),
      control_(adapters::make_control_server(context.get_executor(), control_options(daemon.settings()),
                                             daemon.engine(), *this, daemon.events(), daemon.clock())),
      metrics_(context.get_executor(), daemon, [this] { return hang_watch_ ? hang_watch_->hanging() : std::string(); }),
      loops_(context.get_executor(), daemon.clock(),
             [](std::exception_ptr failure) { std::rethrow_exception(failure); }),
      status_alarm_(daemon.clock().make_alarm()),
      watchdog_alarm_(daemon.clock().make_alarm()),
      rounds_alarm_(daemon.clock().make_alarm()),
      warm_up_alarm_(daemon.clock().make_alarm()),
      zones_alarm_(daemon.clock().make_alarm()),
      stop_alarm_(daemon.clock().make_alarm()) {}

Service::~Service() = default;

awaitable<int> Service::run() {
    auto started = co_await daemon_.start();
    if (started.has_error()) {
        std::fprintf(stderr, "ecdsnapd: %s\n", core::describe(started.error()).c_str());
        co_return cli::exit_not_good;
    }
    auto serving = control_->start();
    if (serving.has_error()) {
        std::fprintf(stderr, "ecdsnapd: %s\n", core::describe(serving.error()).c_str());
        co_await daemon_.stop();
        co_return cli::exit_not_good;
    }
    if (auto event = group_problem(daemon_.settings())) daemon_.events().emit(std::move(*event));
    loops_.spawn(watch_signals());
    loops_.spawn(report_status());
    loops_.spawn(watch_time_zones());
    loops_.spawn(warm_up());
    loops_.spawn(metrics_.run());
    const core::Millis patience = watchdog_interval_.value_or(patience_without_watchdog);
    auto tell = [this](core::Event event) { daemon_.tell_log(std::move(event)); };
    hang_watch_ = std::make_unique<HangWatch>(patience / 2, std::move(tell));
    loops_.spawn(show_rounds(patience / 6));
    loops_.spawn(feed_watchdog(patience / 6));
    co_await wait_for_stop();
    co_await stop();
    co_return cli::exit_good;
}

awaitable<core::Result<std::int64_t>> Service::run(std::string policy) {
    return daemon_.engine().run(std::move(policy));
}

awaitable<core::Result<core::Pause>> Service::pause(core::Pause wanted) {
    return daemon_.engine().pause(std::move(wanted));
}

awaitable<core::Result<core::Pause>> Service::resume(core::PauseKey key, std::string by) {
    return daemon_.engine().resume(std::move(key), std::move(by));
}

awaitable<core::Result<core::Approval>> Service::approve(std::string policy, std::optional<std::uint32_t> up_to,
                                                         std::string by) {
    return daemon_.engine().approve(std::move(policy), up_to, std::move(by));
}

awaitable<core::Result<ports::ReloadReport>> Service::reload(ports::ReloadForce force, std::string by) {
    if (std::exchange(reloading_, true)) {
        core::Error error;
        error.kind = core::ErrorClass::busy;
        error.doing = "reloading";
        error.message = "another reload is under way";
        co_return error;
    }
    notifier_->reloading();
    auto loaded = co_await boost::asio::co_spawn(worker_, load(daemon_.config_file()), boost::asio::use_awaitable);
    auto report = co_await put_in_force(std::move(loaded), force, std::move(by));
    reloading_ = false;
    notifier_->ready(status_line(daemon_.engine().status(), absl::LocalTimeZone()));
    if (report.has_value() && report.value().refused.empty() && !stopping_) loops_.spawn(consequences_.warn());
    co_return report;
}

awaitable<core::Result<ports::ReloadReport>> Service::put_in_force(adapters::ConfigResult loaded,
                                                                   ports::ReloadForce force, std::string by) {
    if (auto usable = daemon_.check_reload(loaded); usable.has_error()) co_return usable.error();
    ReloadVerdict verdict = co_await consequences_.judge(loaded.value());
    ports::ReloadReport report = report_of(verdict);
    const bool forced = !verdict.broken.empty();
    if (forced && force == ports::ReloadForce::no) {
        report.refused = refusal_of(verdict);
        daemon_.refuse_reload(limited_event(verdict), report.refused);
        co_return report;
    }
    daemon_.apply(std::move(loaded.value()), by,
                  forced ? fmt::format("forced although {}", fmt::join(verdict.broken, "; ")) : "");
    for (core::Event& event : verdict.events)
        daemon_.events().emit(std::move(event));
    co_return report;
}

awaitable<void> Service::watch_signals() {
    while (!stopping_) {
        const auto [error, number] = co_await signals_.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
        if (error) co_return;
        if (number == SIGHUP) {
            loops_.spawn(reload_on_signal());
            continue;
        }
        stop_signal_ = number == SIGTERM ? "SIGTERM" : "SIGINT";
        stopping_ = true;
        stop_alarm_->ring();
    }
}

awaitable<void> Service::reload_on_signal() {
    const auto result = co_await reload(ports::ReloadForce::no, "SIGHUP");
    (void)result;  // the refusal has been reported as an event
}

awaitable<void> Service::wait_for_stop() {
    while (!stopping_) {
        const bool rung = co_await stop_alarm_->wait_until(core::never);
        (void)rung;
    }
}

awaitable<void> Service::report_status() {
    const core::SteadyTime started = daemon_.clock().steady_now();
    bool announced = false;
    bool was_ready = false;
    bool warned = false;
    std::string shown;
    while (!stopping_) {
        const ports::Status status = daemon_.engine().status();
        const std::string line = status_line(status, absl::LocalTimeZone());
        if (!announced && (status.ready || daemon_.clock().steady_now() - started >= ready_at_latest)) {
            announced = true;
            notifier_->ready(line);
        } else if (line != shown) {
            notifier_->status(line);
        }
        shown = line;
        if (!warned && all_listed(status)) {
            warned = true;
            loops_.spawn(consequences_.warn());
        }
        if (status.ready && !was_ready) {
            std::uint64_t desktops = 0;
            for (const auto& site : status.sites)
                desktops += site.desktops;
            core::Event event{core::EventId::ready, "every site is ready", {}};
            event.fields.push_back({"policies", std::to_string(status.policies.size())});
            event.fields.push_back({"sites", std::to_string(status.sites.size())});
            event.fields.push_back({"desktops", std::to_string(desktops)});
            daemon_.events().emit(std::move(event));
        }
        was_ready = status.ready;
        const bool rung = co_await status_alarm_->wait_until(daemon_.clock().steady_now() + status_every);
        (void)rung;
    }
}

// A process keeps the zones that it read first; packages are updated under it.
awaitable<void> Service::watch_time_zones() {
    const std::string in_use = adapters::tzdata_version();
    std::string seen = in_use;
    while (!stopping_) {
        std::string on_disk = co_await boost::asio::co_spawn(worker_, zones_on_disk(), boost::asio::use_awaitable);
        const bool readable = on_disk != adapters::unknown_tzdata;
        if (readable) daemon_.engine().note_time_zones(on_disk);
        if (readable && on_disk != std::exchange(seen, on_disk) && on_disk != in_use) {
            core::Event event{
                core::EventId::time_zones_updated,
                fmt::format("time zones {} are installed, {} are in use until a restart", on_disk, in_use),
                {}};
            event.fields.push_back({"detail", on_disk});
            daemon_.events().emit(std::move(event));
        }
        const bool rung = co_await zones_alarm_->wait_until(daemon_.clock().steady_now() + zones_every);
        (void)rung;
    }
}

// Fed only when the engine's loop has come round and the ledger's thread has answered: a hung disk or a busy loop
// starves it.
awaitable<void> Service::feed_watchdog(core::Millis interval) {
    while (!stopping_) {
        const core::SlotKey nobody{"-", core::SlotInstant{}, core::SlotKind::manual};
        auto answered = co_await daemon_.ledger().find_slot(nobody);
        (void)answered;  // an error is an answer too
        hang_watch_->ledger_answered();
        if (daemon_.engine().alive()) notifier_->watchdog();
        const bool rung = co_await watchdog_alarm_->wait_until(daemon_.clock().steady_now() + interval);
        (void)rung;
    }
}

awaitable<void> Service::warm_up() {
    WarmUp warm_up;
    while (!stopping_) {
        const ports::Status status = daemon_.engine().status();
        const WarmUp::Step step = warm_up.step(status);
        if (step.now) daemon_.warm_up(status);
        const bool rung = co_await warm_up_alarm_->wait_until(daemon_.clock().steady_now() + step.wait);
        (void)rung;
    }
}

// Not while the ledger is waited for: which of the two hangs must be seen.
awaitable<void> Service::show_rounds(core::Millis interval) {
    while (!stopping_) {
        if (daemon_.engine().alive()) hang_watch_->loop_came_round();
        const bool rung = co_await rounds_alarm_->wait_until(daemon_.clock().steady_now() + interval);
        (void)rung;
    }
}

void Service::exit_on_second_signal() {
    signals_.async_wait([](const boost::system::error_code& error, int) {
        if (!error) std::_Exit(cli::exit_not_good);
    });
}

awaitable<void> Service::stop() {
    notifier_->stopping();
    hang_watch_->stop();  // what ends does not go round
    loops_.spawn(ask_for_time(*notifier_, daemon_.clock(), *stop_alarm_, daemon_.settings().grace));
    exit_on_second_signal();
    core::Event event{core::EventId::stopping, "stopping: nothing new is sent", {}};
    event.fields.push_back({"signal", stop_signal_});
    event.fields.push_back({"in_flight", std::to_string(daemon_.engine().in_flight())});
    daemon_.events().emit(std::move(event));
    status_alarm_->ring();
    watchdog_alarm_->ring();
    rounds_alarm_->ring();
    warm_up_alarm_->ring();
    zones_alarm_->ring();
    co_await metrics_.stop();
    co_await control_->stop();
    co_await daemon_.stop();
    boost::system::error_code ignored;
    signals_.cancel(ignored);
    stop_alarm_->ring();
    const bool ended = co_await loops_.join(daemon_.clock().steady_now() + std::chrono::seconds{2});
    (void)ended;
}

}  // namespace ecdsnap::app
