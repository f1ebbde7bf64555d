// Plays a plan: one daemon (now and then a second one) on the simulated clouds of its sites, in virtual time, with the
// plan's incidents, and the checker looking on.
#pragma once

#include "simulation/checker.hpp"
#include "simulation/plan.hpp"
#include "simulation/simulated_cloud.hpp"
#include "simulation/simulated_daemon.hpp"
#include "simulation/trace.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace ecdsnap::tests {

struct RunResult {
    std::vector<Violation> violations;
    std::vector<std::string> trace;
    std::uint64_t steps = 0;
    std::uint64_t creates = 0;
    std::uint64_t reads = 0;
    std::uint64_t tasks = 0;
    std::uint64_t done = 0;
    std::uint64_t crashes = 0;
    std::uint64_t duplicates_excused = 0;
    std::uint64_t host_steps_of_trouble = 0;  // of the first daemon's host, until everything is well
};

enum class Telling : bool { no, yes };

// To the end, or to the first violation.
RunResult play(const Plan& plan, Telling telling);

class Stage {
public:
    Stage(const Plan& plan, Telling telling);
    ~Stage();

    RunResult run();
    // For the crash sweep: dies after that many steps of its host, in this run.
    void crash_after(std::uint64_t steps) { crash_at_ = steps; }

private:
    class Events final : public ports::EventSink {
    public:
        Events(Checker& checker, std::string host) : checker_(checker), host_(std::move(host)) {}
        void emit(core::Event event) override { checker_.on_event(host_, event); }

    private:
        Checker& checker_;
        const std::string host_;
    };
    struct Site {
        core::SiteId id;
        std::unique_ptr<simulation::SimulatedCloud> cloud;
    };
    enum class HostState : std::uint8_t { down, up, stopping };

    void add_sites();
    std::string desktop_id(const Site& site, std::size_t number) const;
    void add_desktop(Site& site, std::size_t number);
    void add_sites_to(simulation::SimulatedDaemon& daemon);
    void open_ledger(simulation::MemoryLedger& ledger);
    engine::Policies policies_in_force() const;
    void start();
    void go_down(core::Millis lasts);
    void crash();
    void look_after_host();
    void plan_incidents();
    void begin(std::size_t number);
    void begin_on_host(std::size_t number);
    void begin_on_desktop(const Incident& incident);
    void end(std::size_t number);
    void set_conditions();
    void set_clock(core::Millis offset);
    void reload();
    void run_by_hand(const Incident& incident);
    core::PauseKey pause_key(const Incident& incident) const;
    void pause(const Incident& incident);
    void resume(const core::PauseKey& key);
    void approve(const Incident& incident);
    void start_second(const Incident& incident);
    void rest(const Incident& incident, core::Desktop& desktop);
    void change_state(const Incident& incident, core::Desktop& desktop);
    void put_to_sleep(Site& site, std::uint64_t of_a_hundred);
    void end_trouble();
    void play_until(core::SteadyTime until);
    core::SteadyTime after(core::Millis span) const { return core::SteadyTime{} + span; }
    Site& site_of(const Incident& incident) { return sites_[incident.which % sites_.size()]; }
    core::Desktop* desktop_of(const Incident& incident);
    simulation::SeededRandom& dice() { return cloud_random_; }

    const Plan& plan_;
    simulation::SeededRandom cloud_random_;
    simulation::SeededRandom engine_random_;
    simulation::VirtualTime time_;
    Trace trace_;
    std::vector<Site> sites_;
    Checker checker_;
    std::vector<std::unique_ptr<Events>> events_;
    std::vector<std::unique_ptr<simulation::SimulatedDaemon>> seconds_;
    std::unique_ptr<simulation::SimulatedDaemon> daemon_;
    HostState host_state_ = HostState::down;
    std::uint64_t crash_at_ = 0;        // steps of the host; 0: not
    std::optional<std::size_t> crash_;  // the incident
    core::Millis down_for_{};
    bool reload_wanted_ = false;
    bool trouble_over_ = false;
    bool ledger_full_ = false;
    bool ledger_torn_ = false;
    bool ledger_unread_ = false;
    std::vector<bool> active_;  // by incident
    struct LedgerCopy {
        simulation::LedgerState state;
        core::WallTime made{};
    };
    std::map<std::size_t, LedgerCopy> copies_;                           // by incident, made before it
    std::map<std::string, std::pair<std::size_t, core::Desktop>> away_;  // site and desktop as it was
    std::set<std::string> arrived_;
    std::set<core::PauseKey> paused_;  // asked for
    std::uint64_t steps_ = 0;
    std::uint64_t host_steps_of_trouble_ = 0;
    std::uint64_t crashes_ = 0;
};

}  // namespace ecdsnap::tests
