// A whole daemon on a host of its own in virtual time: the real engine on a ledger in memory, to be started, killed and
// started again. Its disk outlives it.
#pragma once

#include "engine/engine.hpp"
#include "simulation/cloud_connection.hpp"
#include "simulation/memory_ledger.hpp"
#include "simulation/simulated_cloud.hpp"
#include "simulation/virtual_clock.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ecdsnap::simulation {

class SimulatedDaemon {
public:
    // All of them outlive it. `host` names whose calls these are in the clouds' records.
    SimulatedDaemon(VirtualTime& time, ports::EventSink& events, ports::Random& random, std::string host);
    ~SimulatedDaemon();

    // From the next start on.
    void add_site(core::SiteId site, SimulatedCloud& cloud, core::SiteLimits limits);

    // Begins a start; the daemon is `running` from then on. It ends by itself when the ledger cannot be read.
    void start(engine::Policies policies);
    void kill();  // at whatever it was doing; what was durable stays
    // Begins a graceful stop, at whose end it is not running.
    void stop(core::Millis grace = std::chrono::seconds{8});
    void reload(engine::Policies policies);
    // A copy of the ledger was put back, or (an empty one) the ledger was lost; while it is not running.
    void restore(LedgerState older);

    bool running() const { return engine_ != nullptr && !ended(); }
    bool started() const { return start_.has_value() && running(); }  // the ledger was read, the loops run
    const std::optional<core::Result<void>>& start_result() const { return start_; }

    const std::string& host() const { return host_; }
    VirtualClock& clock() { return clock_; }
    engine::Engine& engine() { return *engine_; }  // while running
    MemoryLedger& ledger() { return *ledger_; }
    const engine::Policies& policies() const { return policies_; }

    core::CoverageRules coverage;     // from the next start or reload on
    engine::EngineSettings settings;  // of the next start; owner, zones and what to do when it breaks are set
    std::shared_ptr<LedgerState> disk = std::make_shared<LedgerState>();
    core::Millis ledger_delay{0};                       // of each commit and each read, from the next start
    std::function<void(MemoryLedger&)> on_open_ledger;  // before each start, to plant faults

private:
    struct SiteOfDaemon {
        core::SiteId id;
        core::SiteLimits limits;
        std::unique_ptr<CloudConnection> connection;
    };

    bool ended() const { return stopped_ || (start_ && start_->has_error()); }

    ports::EventSink& events_;
    ports::Random& random_;
    const std::string host_;
    VirtualClock clock_;
    std::vector<SiteOfDaemon> sites_;
    engine::Policies policies_;
    std::unique_ptr<MemoryLedger> ledger_;
    std::unique_ptr<engine::Engine> engine_;
    std::optional<core::Result<void>> start_;
    bool stopped_ = false;
};

}  // namespace ecdsnap::simulation
