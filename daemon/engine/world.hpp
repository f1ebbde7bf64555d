// What all sites of one engine share: the ports, who we are, what time it is worth, and whether we are stopping.
#pragma once

#include "core/approval/approval_book.hpp"
#include "core/clock_trust.hpp"
#include "core/dispatch/account_pacing.hpp"
#include "core/events/ending_tally.hpp"
#include "core/forecast/run_outlook.hpp"
#include "core/pause/pause_book.hpp"
#include "core/pause/pause_breach.hpp"
#include "core/policy/coverage.hpp"
#include "core/policy/policy.hpp"
#include "core/policy/policy_memory.hpp"
#include "core/task/decision.hpp"
#include "engine/coroutine_group.hpp"
#include "engine/figures.hpp"
#include "engine/ledger_writer.hpp"
#include "engine/slot_book.hpp"
#include "ports/clock.hpp"
#include "ports/event_sink.hpp"
#include "ports/ledger.hpp"
#include "ports/random.hpp"

#include <absl/time/time.h>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace ecdsnap::engine {

// What is told of each turn of a task's machine. Called in the turn, before what was decided is done.
using DecisionHook = std::function<void(const core::Decision&)>;

using Policies = std::vector<std::shared_ptr<const core::Policy>>;

struct World {
    World(ports::Clock& clock_, ports::Ledger& ledger_, ports::EventSink& events_, ports::Random& random_)
        : clock(clock_), ledger(ledger_), events(events_), random(random_), writer(clock_, ledger_, events_) {}

    ports::Clock& clock;
    ports::Ledger& ledger;
    ports::EventSink& events;
    ports::Random& random;

    LedgerWriter writer;
    SlotBook slots;
    core::ClockTrust clock_trust;
    core::EndingTally endings;
    Figures figures;
    std::set<core::SlotKey> opening;  // slots that are being stored: no adoption may make them a second time

    // Slots that nobody works on, and that the ledger may have as open: a commit was stored whose answer was lost. Runs
    // by hand whose storing failed as far as is known, and what an adoption met; another scheduled one is found when it
    // is tried again.
    std::set<core::SlotKey> unanswered_slots;

    std::string owner;
    std::string start_token;                 // of this start; durable before the first send
    std::vector<ports::StartRecord> starts;  // all starts that the ledger knows, this one included
    core::SteadyTime started{};
    core::WallTime started_wall{};
    bool ledger_current = true;                 // the ledger is what the last run left; false: new, restored or copied
    std::optional<core::WallTime> last_commit;  // the ledger's, before this start

    Policies policies;
    core::CoverageRules coverage;    // changes only together with the policies
    core::PolicyNames policy_names;  // of `policies`
    core::PauseBook pauses;
    std::map<core::PauseKey, std::vector<core::PauseBreach>> breaches;  // what they mean for objectives
    std::set<std::pair<core::PauseKey, std::string>> breaches_told;     // by pause and policy, as they began
    bool breaches_stale = true;                                         // policies, desktops or pauses changed
    std::set<std::string> observed;                                     // policies that only observe
    core::ApprovalBook approvals;
    core::WindowWatch window_watch;
    core::SteadyTime outlooks_at{};          // Slot::outlook of the open slots was renewed
    std::set<std::int64_t> unapproved_told;  // slots that wait for an approval, and it has been told
    std::map<std::string, core::PolicyMemory> memories;
    std::map<std::string, std::string> regions_awaited;  // by account: why its regions are not known yet
    std::map<std::string, std::shared_ptr<core::AccountPacing>> account_pacing;  // by account; shared by its sites
    std::map<std::string, core::SteadyTime> first_seen_unsure;  // noted in `memories` by a clock that was not trusted
    std::function<absl::TimeZone(const std::string&)> zone;     // by IANA name; UTC for one that no longer exists

    std::int64_t next_slot_id = 1;
    std::int64_t next_task_id = 1;
    bool stopping = false;
    // Every site has been adopted and listed since the start, and its desktops have joined the open slots. Before, a
    // slot whose known tasks are settled is not finished; it is kept here to be reported later.
    bool all_joined = false;
    std::set<std::int64_t> perhaps_finished;
    std::function<void()> on_site_change;    // a site was adopted, or has a new inventory
    std::function<void()> on_server_date;    // an answer told the cloud's time
    std::function<void()> on_slot_settled;   // the last task of a slot, as far as they are known, has ended
    std::function<void()> on_ending;         // there is something in `endings` again
    DecisionHook on_decision;                // empty: nobody traces
    core::SteadyTime clock_right_since{};    // what was signed before may be refused for its date
    core::SteadyTime second_daemon_until{};  // while before this, another daemon of our owner may be alive

    // By the cloud's clock, however wrong this machine's is; nullopt before the first answer.
    std::optional<core::WallTime> cloud_now() const {
        const core::WallTime now = clock.wall_now();
        const auto offset = clock_trust.offset(now, clock.steady_now());
        if (!offset) return std::nullopt;
        return now - *offset;
    }
    // The start, by the cloud's clock as far as it is known.
    core::WallTime started_by_cloud() const {
        const auto now = cloud_now();
        if (!now) return started_wall;
        return *now - std::chrono::duration_cast<core::Millis>(clock.steady_now() - started);
    }
    // Told with others of its kind, by the slot loop.
    void add_ending(const core::Task& settled) {
        const bool first = endings.empty();
        endings.add(settled);
        if (first && on_ending) on_ending();
    }
    bool clock_trusted() const { return clock_trust.trusted(clock.wall_now(), clock.steady_now()); }
    bool second_daemon() const { return clock.steady_now() < second_daemon_until; }
    bool knows_token(const std::string& token) const {
        for (const auto& start : starts)
            if (start.token == token) return true;
        return false;
    }
    std::shared_ptr<const core::Policy> policy(const std::string& name) const {
        for (const auto& policy : policies)
            if (policy->name == name) return policy;
        return nullptr;
    }
};

}  // namespace ecdsnap::engine
