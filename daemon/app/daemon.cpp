#include "app/daemon.hpp"

#include "adapters/ecd/ecd_cloud.hpp"
#include "adapters/sql/sqlite_ledger.hpp"
#include "adapters/system/system_clock.hpp"
#include "adapters/system/system_random.hpp"
#include "adapters/system/time_zones.hpp"
#include "app/restart_only.hpp"
#include "app/version.hpp"
#include "app/warm_up.hpp"
#include "cli/check/delivery_means.hpp"
#include "engine/task_reports.hpp"

#include <boost/asio/post.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <exception>
#include <utility>

namespace ecdsnap::app {
namespace {

// Reads beside the sends in flight.
constexpr std::size_t connections_for_reads = 8;

// At the end, for what happened last; no more than the grace.
constexpr core::Millis patience_for_notifications = std::chrono::seconds{2};

adapters::LogTarget log_target_of(const core::Environment& environment) {
    adapters::LogEnvironment logging;
    logging.journal_stream = environment.get("JOURNAL_STREAM");
    logging.no_color = environment.get("NO_COLOR");
    logging.term = environment.get("TERM");
    return adapters::log_target(2, logging);
}

absl::TimeZone zone_or_utc(const std::string& name) {
    auto zone = adapters::load_time_zone(name);
    return zone.has_value() ? zone.value() : absl::UTCTimeZone();
}

engine::EngineSettings engine_settings(const core::Settings& settings, SlotMode mode) {
    engine::EngineSettings engine;
    engine.owner = settings.owner;
    engine.version = version_text;
    engine.timezone_database = adapters::tzdata_version();
    engine.inventory_every = settings.inventory_every;
    engine.history_days = settings.history_days;
    engine.scheduled = mode == SlotMode::scheduled;
    engine.recall_figures = engine.scheduled && !settings.metrics.address.empty();
    engine.zone = zone_or_utc;
    engine.on_broken = [](std::exception_ptr failure) { std::rethrow_exception(failure); };  // out of io_context::run
    return engine;
}

}  // namespace

Daemon::Daemon(boost::asio::io_context& context, std::filesystem::path config_file,
               const core::Environment& environment)
    : context_(context), config_file_(std::move(config_file)), environment_(environment) {}

Daemon::~Daemon() = default;

core::Result<void> Daemon::build(adapters::LoadedConfig config, SlotMode mode) {
    config_ = std::move(config);
    const core::Settings& settings = config_.settings;

    // Time and chance.
    clock_ = adapters::make_system_clock(context_.get_executor());
    random_ = adapters::make_system_random();

    // Where events are written.
    adapters::EventLogOptions log;
    log.settings = settings.log;
    log.target = log_target_of(environment_);
    log.version = version_text;
    auto opened = adapters::make_event_log(std::move(log), *clock_);
    if (opened.has_error()) return opened.error();
    log_ = std::move(opened.value());

    // Who is told of them.
    notifier_ = adapters::make_notifier(notifier_options(), *clock_);
    events_ = std::make_unique<EventFanOut>(*log_, *notifier_);

    // What is remembered. Held by one process at a time.
    adapters::LedgerFile file;
    file.path = settings.ledger;
    auto ledger = adapters::open_sqlite_ledger(context_.get_executor(), std::move(file));
    if (ledger.has_error()) return ledger.error();
    ledger_ = std::move(ledger.value());

    // What decides and waits.
    engine_ = std::make_unique<engine::Engine>(context_.get_executor(), *clock_, *ledger_, *events_, *random_,
                                               with_known_sites(engine_settings(settings, mode)));
    trace_decisions();

    // The way to each site's cloud.
    for (const core::AccountSettings& account : settings.accounts)
        if (auto connected = connect(account); connected.has_error()) return connected;
    return {};
}

adapters::NotifierOptions Daemon::notifier_options() {
    adapters::NotifierOptions options;
    options.channels = settings().notifications;
    options.means = cli::delivery_means(settings().owner, environment_);
    options.tell = [this](core::Event event) {
        boost::asio::post(context_, [this, event = std::move(event)] { log_->emit(event); });
    };
    return options;
}

engine::EngineSettings Daemon::with_known_sites(engine::EngineSettings settings) {
    settings.on_known_sites = [this](const std::vector<ports::SiteMemory>& known) { connect_known(known); };
    return settings;
}

// Only who reads them pays for them.
void Daemon::trace_decisions() {
    if (settings().log.level != core::LogLevel::debug) return engine_->trace_decisions({});
    engine_->trace_decisions([this](const core::Decision& decision) {
        if (auto event = engine::decision_event(decision)) log_->emit(std::move(*event));
    });
}

core::Result<void> Daemon::connect(const core::AccountSettings& settings) {
    accounts_.push_back(std::unique_ptr<Account>(new Account{
        settings, access::AccountAccess(context_.get_executor(), *clock_, environment_, settings), nullptr}));
    Account& account = *accounts_.back();
    engine_->add_account(settings.name, account.way.key());
    if (settings.all_regions) return watch_regions(account);
    for (const std::string& region : settings.regions)
        if (auto connected = connect_site(account, region, engine::SiteOrigin::named); connected.has_error())
            return connected;
    return {};
}

core::Result<void> Daemon::watch_regions(Account& account) {
    auto connection = connection_to(account, account.settings.all_regions->asked_in);
    if (connection.has_error()) return connection.error();
    connections_.push_back(std::move(connection.value()));
    auto connect_new = [this, &account](const std::string& region) {
        return connect_site(account, region, engine::SiteOrigin::discovered);
    };
    account.regions = std::make_unique<RegionWatch>(account.settings.name, *connections_.back().cloud, *clock_,
                                                    *events_, *engine_, std::move(connect_new));
    return {};
}

// What the ledger knows of is served before the cloud has answered, and though it does not.
void Daemon::connect_known(const std::vector<ports::SiteMemory>& known) {
    for (const auto& account : accounts_) {
        if (!account->regions) continue;
        for (const ports::SiteMemory& memory : known) {
            if (memory.site.account != account->settings.name) continue;
            const auto connected = connect_site(*account, memory.site.region, engine::SiteOrigin::discovered);
            (void)connected;  // a region that is none was never connected to, so that nothing of it is under way
        }
    }
}

core::Result<Daemon::Connection> Daemon::connection_to(Account& account, const std::string& region) {
    auto found = account.way.site(region, account.settings.limits.in_flight + connections_for_reads);
    if (found.has_error()) return found.error();
    access::SiteAccess& site = found.value();
    Connection connection;
    connection.site = site.site;
    connection.transport = std::move(site.transport);
    connection.cloud = adapters::make_ecd_cloud(*connection.transport, account.way.credentials(), *clock_, site.site,
                                                std::move(site.host));
    return connection;
}

core::Result<void> Daemon::connect_site(Account& account, const std::string& region, engine::SiteOrigin origin) {
    auto connection = connection_to(account, region);
    if (connection.has_error()) return connection.error();
    connections_.push_back(std::move(connection.value()));
    engine_->add_site(connections_.back().site, *connections_.back().cloud, account.settings.limits, origin);
    return {};
}

core::Fleet Daemon::sites() const {
    core::Fleet fleet;
    for (const core::SiteId& site : engine_->site_ids())
        for (const auto& account : accounts_)
            if (account->settings.name == site.account) fleet.push_back({site, account->settings.limits, {}});
    return fleet;
}

boost::asio::awaitable<core::Result<void>> Daemon::start() {
    core::Event event{core::EventId::started, fmt::format("ecdsnapd {} starts", version_text), {}};
    event.fields.push_back({"owner", settings().owner});
    event.fields.push_back({"configuration", config_file_.string()});
    event.fields.push_back({"policies", std::to_string(config_.policies.size())});
    event.fields.push_back({"sites", std::to_string(connections_.size())});
    events_->emit(std::move(event));
    engine_->note_configuration(config_file_.string(), clock_->wall_now(), {});
    engine_->set_coverage(settings().coverage);
    engine::Policies policies = policies_of(config_);
    auto started = co_await engine_->start(std::move(policies));
    if (started.has_error()) co_return started;
    watches_ = std::make_unique<engine::CoroutineGroup>(
        context_.get_executor(), *clock_, [](std::exception_ptr failure) { std::rethrow_exception(failure); });
    for (const auto& account : accounts_)
        if (account->regions) watches_->spawn(account->regions->run());
    co_return started;
}

boost::asio::awaitable<void> Daemon::wait_regions(core::Millis at_most) {
    const core::SteadyTime until = clock_->steady_now() + at_most;
    for (const auto& account : accounts_) {
        if (!account->regions) continue;
        const auto left = std::chrono::ceil<core::Millis>(until - clock_->steady_now());
        co_await account->regions->wait_answered(std::max(left, core::Millis{0}));
    }
}

core::Result<void> Daemon::check_reload(const adapters::ConfigResult& loaded) {
    std::string problems;
    if (loaded.has_error()) {
        for (const auto& problem : loaded.error())
            problems += adapters::text(problem) + "\n";
        return refuse_problems(std::move(problems), loaded.error().size());
    }
    const std::vector<std::string> fixed = restart_only_changes(config_.settings, loaded.value().settings);
    for (const std::string& change : fixed)
        problems += change + "\n";
    if (!fixed.empty()) return refuse_problems(std::move(problems), fixed.size());
    return {};
}

void Daemon::apply(adapters::LoadedConfig loaded, const std::string& by, const std::string& detail) {
    config_ = std::move(loaded);
    log_->use(config_.settings.log);
    notifier_->use(config_.settings.notifications);
    trace_decisions();
    engine_->set_coverage(config_.settings.coverage);
    engine_->apply(policies_of(config_));
    engine_->note_configuration(config_file_.string(), clock_->wall_now(), {});
    core::Event event{core::EventId::reloaded, "the configuration was read again and is in force", {}};
    event.fields.push_back({"configuration", config_file_.string()});
    event.fields.push_back({"policies", std::to_string(config_.policies.size())});
    event.fields.push_back({"by", by});
    if (!detail.empty()) event.fields.push_back({"detail", detail});
    events_->emit(std::move(event));
}

void Daemon::refuse_reload(core::Event event, std::string problems) {
    const auto status = engine_->status();
    engine_->note_configuration(status.configuration, status.configuration_loaded_at, problems);
    event.fields.push_back({"configuration", config_file_.string()});
    event.fields.push_back({"problem", std::move(problems)});
    events_->emit(std::move(event));
}

core::Error Daemon::refuse_problems(std::string problems, std::size_t count) {
    core::Event event{core::EventId::reload_refused, "the configuration has problems; the one in force stays", {}};
    event.fields.push_back({"count", std::to_string(count)});
    refuse_reload(std::move(event), problems);
    core::Error error;
    error.kind = core::ErrorClass::bad_request;
    error.doing = "reloading " + config_file_.string();
    error.message = std::move(problems);
    return error;
}

engine::Policies Daemon::policies_of(const adapters::LoadedConfig& config) const {
    engine::Policies policies;
    for (const core::Policy& policy : config.policies)
        policies.push_back(std::make_shared<const core::Policy>(policy));
    return policies;
}

void Daemon::warm_up(const ports::Status& status) {
    for (const ports::SiteStatus& site : status.sites) {
        const auto name_of = [](const auto& account) { return account->settings.name; };
        const auto account = std::ranges::find(accounts_, site.site.account, name_of);
        // From the end: in front of a site's own may be what asks for regions.
        const auto connection =
            std::ranges::find(connections_.rbegin(), connections_.rend(), site.site, &Connection::site);
        if (account == accounts_.end() || connection == connections_.rend()) continue;
        const std::size_t wanted = connections_for(site, (*account)->settings.limits);
        if (wanted > 0) watches_->spawn(connection->transport->warm(wanted));
    }
}

void Daemon::stop_watches() {
    for (const auto& account : accounts_)
        if (account->regions) account->regions->stop();
}

boost::asio::awaitable<void> Daemon::stop() {
    stop_watches();
    co_await engine_->stop(settings().grace);
    for (Connection& connection : connections_)
        connection.transport->close();
    if (watches_) {
        const bool ended = co_await watches_->join(clock_->steady_now() + std::chrono::seconds{1});
        (void)ended;
    }
    co_await ledger_->close();
    core::Event event{core::EventId::stopped, "stopped", {}};
    event.fields.push_back({"in_flight", std::to_string(engine_->in_flight())});
    events_->emit(std::move(event));
    notifier_->stop(std::min(settings().grace, patience_for_notifications));
}

}  // namespace ecdsnap::app
