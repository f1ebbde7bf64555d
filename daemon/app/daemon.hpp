// The composition root: every object of the daemon, built in order. Read daemon.cpp for the map of the program.
#pragma once

#include "access/account_access.hpp"
#include "adapters/https/https_transport.hpp"
#include "adapters/logging/event_log.hpp"
#include "adapters/notify/notifier.hpp"
#include "adapters/yaml/settings_reader.hpp"
#include "app/event_fan_out.hpp"
#include "app/region_watch.hpp"
#include "core/environment.hpp"
#include "core/forecast/fleet.hpp"
#include "core/result.hpp"
#include "engine/coroutine_group.hpp"
#include "engine/engine.hpp"
#include "ports/clock.hpp"
#include "ports/cloud.hpp"
#include "ports/ledger.hpp"
#include "ports/random.hpp"

#include <boost/asio/io_context.hpp>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace ecdsnap::app {

enum class SlotMode { scheduled, manual_only };

class Daemon {
public:
    Daemon(boost::asio::io_context& context, std::filesystem::path config_file, const core::Environment& environment);
    ~Daemon();

    // Builds everything; opens the ledger. Blocks for as long as that takes, so it comes before the loop runs.
    core::Result<void> build(adapters::LoadedConfig config, SlotMode mode);

    // Recovers what was under way and starts the loops.
    boost::asio::awaitable<core::Result<void>> start();

    // Ends when the regions of every account with `regions: all` have been told, or after `at_most`.
    boost::asio::awaitable<void> wait_regions(core::Millis at_most);
    void stop_watches();  // nobody waits for regions any more; part of stop()

    // Whether a configuration can take the place of the one in force: what only a restart can change is refused, with
    // its name. An error holds every problem, one a line; it has been told.
    core::Result<void> check_reload(const adapters::ConfigResult& loaded);

    // New policies and log settings take effect. `detail`: what is to be told of it beside the rest; may be empty.
    void apply(adapters::LoadedConfig loaded, const std::string& by, const std::string& detail);

    // The configuration in force stays; that is told by `event`, and status shows the problems, one a line.
    void refuse_reload(core::Event event, std::string problems);

    boost::asio::awaitable<void> stop();

    engine::Engine& engine() { return *engine_; }
    ports::Clock& clock() { return *clock_; }
    ports::Ledger& ledger() { return *ledger_; }
    ports::EventSink& events() { return *events_; }
    void tell_log(core::Event event) { log_->emit(std::move(event)); }  // from any thread, and nobody but the log
    const core::Settings& settings() const { return config_.settings; }
    void warm_up(const ports::Status& status);  // the connections of each site, for a slot that is about to be due
    core::Fleet sites() const;                  // those that are served, without desktops
    const adapters::LoadedConfig& config() const { return config_; }
    const std::filesystem::path& config_file() const { return config_file_; }

private:
    // What one site needs to reach its cloud.
    struct Connection {
        core::SiteId site;
        std::unique_ptr<adapters::HttpsTransport> transport;
        std::unique_ptr<ports::Cloud> cloud;
    };

    // One account, in the order of the configuration.
    struct Account {
        core::AccountSettings settings;
        access::AccountAccess way;
        std::unique_ptr<RegionWatch> regions;  // null: they are named
    };

    core::Result<void> connect(const core::AccountSettings& settings);
    core::Result<void> watch_regions(Account& account);
    void connect_known(const std::vector<ports::SiteMemory>& known);
    core::Result<Connection> connection_to(Account& account, const std::string& region);
    core::Result<void> connect_site(Account& account, const std::string& region, engine::SiteOrigin origin);
    engine::EngineSettings with_known_sites(engine::EngineSettings settings);
    void trace_decisions();
    adapters::NotifierOptions notifier_options();
    engine::Policies policies_of(const adapters::LoadedConfig& config) const;
    core::Error refuse_problems(std::string problems, std::size_t count);

    boost::asio::io_context& context_;
    const std::filesystem::path config_file_;
    const core::Environment& environment_;
    adapters::LoadedConfig config_;

    std::unique_ptr<ports::Clock> clock_;
    std::unique_ptr<ports::Random> random_;
    std::unique_ptr<adapters::EventLog> log_;
    std::unique_ptr<adapters::Notifier> notifier_;
    std::unique_ptr<EventFanOut> events_;  // to both of them
    std::unique_ptr<ports::Ledger> ledger_;
    std::vector<std::unique_ptr<Account>> accounts_;  // the engine watches their keys
    std::vector<Connection> connections_;             // one for each site, and those over which regions are asked for
    std::unique_ptr<engine::Engine> engine_;
    std::unique_ptr<engine::CoroutineGroup> watches_;
};

}  // namespace ecdsnap::app
