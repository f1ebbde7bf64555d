// A whole daemon in virtual time: the real engine on a simulated cloud and a ledger in memory, to be started, killed
// and started again.
#pragma once

#include "core/policy/policy.hpp"
#include "engine/engine.hpp"
#include "simulation/simulated_daemon.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace ecdsnap::tests {

// One cron expression in UTC.
core::Schedule due(const std::string& cron, core::CronDialect dialect = core::CronDialect::cron);

class RecordedEvents final : public ports::EventSink {
public:
    void emit(core::Event event) override;
    std::size_t count(core::EventId id) const;
    const core::Event* last(core::EventId id) const;

    std::vector<core::Event> events;
};

class Scenario {
public:
    explicit Scenario(std::uint64_t seed = 1);

    // "ecd-001" … Running, every second one with a data disk.
    void add_desktops(std::size_t count);
    core::Desktop& desktop(const std::string& id) { return truth.desktops.at(id); }

    // A policy "nightly" over everything, due at the next full minute, with a window of 30 minutes; `change` may alter
    // it.
    std::shared_ptr<const core::Policy> policy(std::function<void(core::Policy&)> change = {},
                                               const std::string& name = "nightly");

    // The daemon.
    void start();
    void kill();  // at whatever it was doing; what was durable stays
    void stop(core::Millis grace = std::chrono::seconds{8});
    void reload(engine::Policies changed);
    core::Result<std::int64_t> run(const std::string& policy_name);

    void pass(core::Millis span);
    // Until every slot that has opened is settled, at most for this long. false: it took longer.
    bool pass_until_settled(core::Millis at_most);
    bool pass_until(const std::function<bool()>& done, core::Millis at_most);

    // What the ledger says of all tasks.
    std::vector<ports::HistoryEntry> history();
    std::size_t tasks_with(core::Outcome outcome);
    std::size_t tasks_with(core::Outcome outcome, core::Reason reason);

    // Disks with more than one live snapshot of ours for one name, less those that are reported as extras: must be
    // empty.
    std::vector<std::string> unreported_duplicates();
    // Extras that are their task's recorded snapshot: must be empty.
    std::vector<std::string> false_extras();
    // Disks whose task is done and that have no ACCOMPLISHED snapshot: must be empty.
    std::vector<std::string> false_claims();

    simulation::SeededRandom random;
    simulation::VirtualTime time;
    simulation::SimulatedCloud cloud;
    simulation::CloudTruth& truth = cloud.truth;
    RecordedEvents events;
    simulation::SimulatedDaemon daemon;
    engine::Policies policies;
    core::SiteLimits limits;

private:
    bool sites_added_ = false;
};

}  // namespace ecdsnap::tests
