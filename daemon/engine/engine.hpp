// The engine: policies and sites in, snapshots out. It owns the loops; ports come from outside.
#pragma once

#include "core/settings.hpp"
#include "engine/covered_desktops.hpp"
#include "engine/slot_loop.hpp"
#include "engine/world.hpp"
#include "ports/cloud.hpp"
#include "ports/credentials.hpp"
#include "ports/metrics_view.hpp"
#include "ports/status_view.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace ecdsnap::engine {

enum class SiteOrigin : std::uint8_t {
    named,       // by the configuration
    discovered,  // by the cloud
};

struct EngineSettings {
    std::string owner;
    std::string version;
    std::string timezone_database;  // for status
    core::Millis inventory_every{std::chrono::minutes{5}};
    core::Millis look_at_clock_every{std::chrono::seconds{30}};  // the wall clock may step at any time
    std::uint32_t history_days = 400;
    bool recall_figures = false;  // read from the ledger what metrics show of the past
    bool scheduled = true;        // false: only manual slots are opened (`--once`)
    std::function<absl::TimeZone(const std::string&)> zone;
    // At a start, with what the ledger remembers, before anything is recovered: the time to add discovered sites.
    std::function<void(const std::vector<ports::SiteMemory>&)> on_known_sites;
    DecisionHook on_decision;                           // empty: nobody traces, and nothing is spent on it
    std::function<void(std::exception_ptr)> on_broken;  // a coroutine ended by an exception: stop the program
};

class Engine final : public ports::StatusView, public ports::MetricsView {
public:
    Engine(boost::asio::any_io_executor executor, ports::Clock& clock, ports::Ledger& ledger, ports::EventSink& events,
           ports::Random& random, EngineSettings settings);
    ~Engine() override;

    // Before start, or a discovered one at any time. The cloud outlives the engine.
    void add_site(core::SiteId site, ports::Cloud& cloud, core::SiteLimits limits,
                  SiteOrigin origin = SiteOrigin::named);

    // For accounts with `regions: all`. While they are awaited, no slot opens over less than all of the account.
    void await_regions(const std::string& account, std::string why);
    // The cloud's answer, for sites that were added before. New ones are the caller's to add.
    void note_regions(const std::string& account, const std::vector<std::string>& regions);
    std::vector<core::SiteId> site_ids() const;

    // Before start. What becomes of an account's key is told and shown; the monitor outlives the engine.
    void add_account(std::string name, ports::KeyMonitor& key);

    // Reads the ledger, recovers what was under way and starts the loops. The error: the ledger cannot be read.
    boost::asio::awaitable<core::Result<void>> start(Policies policies);

    // What stands above all policies; takes effect with the next start or apply.
    void set_coverage(core::CoverageRules rules) {
        world_.coverage = std::move(rules);
        covered_.forget();
    }

    // New policies take the place of the old ones. Slots that are open keep the rules they were opened with; unsent
    // tasks of policies that went are skipped, sent ones followed.
    void apply(Policies policies);

    // Opens a manual slot now, after a fresh inventory; the id once it is durable.
    boost::asio::awaitable<core::Result<std::int64_t>> run(std::string policy);

    // Durable when it returns. What is due and not sent is called off. Errors: no such policy or site, no sensible
    // time, a ledger that cannot be written.
    boost::asio::awaitable<core::Result<core::Pause>> pause(core::Pause wanted);
    // The pause that was ended. The error: there is none, or the ledger cannot be written.
    boost::asio::awaitable<core::Result<core::Pause>> resume(core::PauseKey key, std::string by);

    // Durable when it returns; what waited for it goes on. Without a number: the desktops of now with room to grow
    // (core/approval). Errors: no such policy, or one without approve_above; desktops not listed yet; a ledger that
    // cannot be written.
    boost::asio::awaitable<core::Result<core::Approval>> approve(std::string policy, std::optional<std::uint32_t> up_to,
                                                                 std::string by);

    // Ends when every task of the slot is settled, with its counts; or when the engine stops.
    boost::asio::awaitable<core::SlotCounts> wait_settled(std::int64_t slot_id);

    // Ends when no desktop that was woken for its snapshots is left to be put back, when the engine stops, or after
    // `at_most`; how many are left.
    boost::asio::awaitable<std::uint64_t> wait_put_back(core::Millis at_most);

    // No new sends; those in flight end or, after `grace`, stay suspects. Afterwards everything known is in the ledger.
    boost::asio::awaitable<void> stop(core::Millis grace);

    std::vector<std::string> not_ready_because() const;
    bool ready() const { return not_ready_because().empty(); }

    // Whether the loops come round: what the watchdog is fed by.
    bool alive() const;

    // Takes the place of the settings' hook from the next turn on; not to be called by a hook.
    void trace_decisions(DecisionHook hook) { world_.on_decision = std::move(hook); }

    // For whoever looks at them on another thread (Inventory::shared_desktops). Null: not listed since the start.
    std::shared_ptr<const std::vector<core::Desktop>> desktops_of(const core::SiteId& site) const;
    const core::ApprovalBook& approvals() const { return world_.approvals; }

    // What the loader of the configuration wants to be shown.
    void note_configuration(std::string path, core::WallTime loaded_at, std::string reload_problem);
    void note_time_zones(std::string on_disk) { timezone_database_on_disk_ = std::move(on_disk); }

    ports::Status status() const override;
    ports::MetricFacts metric_facts() const override;
    std::vector<core::PauseBreach> breaches_of(const core::PauseKey& key) const override;
    boost::asio::awaitable<core::Result<std::vector<ports::HistoryEntry>>> history(
        ports::HistoryQuery query) const override;
    boost::asio::awaitable<core::Result<std::optional<core::Slot>>> slot(std::int64_t slot_id) const override;

    std::uint64_t in_flight() const;

private:
    void recover(ports::LedgerContents contents);
    void recall_sites(const std::vector<ports::SiteMemory>& memories);
    void recover_task(core::Task task);
    void greet_ledger(const ports::LedgerContents& contents);
    void remember_policies(const Policies& before);
    void cancel_tasks_of(const std::string& policy);
    std::optional<core::Error> why_not_paused(const core::Pause& wanted) const;
    boost::asio::awaitable<core::Result<core::Pause>> store_pause(core::Pause pause);
    core::Result<std::uint32_t> desktops_to_approve(const core::Policy& policy) const;
    void add_ages(ports::MetricFacts& facts) const;
    void start_loops();
    void start_site(Site& site);
    bool serves(const std::string& account) const;
    std::vector<std::string> accounts_without_sites() const;
    std::map<std::string, std::string> refused_accounts() const;  // by account: why
    void tell_refused_accounts();
    boost::asio::awaitable<void> prune_loop();
    boost::asio::awaitable<void> refresh_inventories(ports::Alarm& alarm);

    World world_;
    Sites sites_;
    std::vector<std::pair<std::string, ports::KeyMonitor*>> accounts_;  // by name
    bool started_ = false;                                              // the loops run
    std::set<std::string> refused_told_;                                // accounts that may list desktops nowhere
    mutable CoveredDesktops covered_;  // for status(): what it counts is shown, and nothing is decided by it
    EngineSettings settings_;
    CoroutineGroup loops_;  // joined at stop, after the tasks
    CoroutineGroup tasks_;  // what dispatchers started
    CoroutineGroup writer_;
    SlotLoop slot_loop_;
    std::unique_ptr<ports::Alarm> prune_alarm_;
    std::string configuration_;
    core::WallTime configuration_loaded_at_{};
    std::string reload_problem_;
    std::string timezone_database_on_disk_;
};

}  // namespace ecdsnap::engine
