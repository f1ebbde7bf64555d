// All that is shown: plain values, made on demand by the engine. The control socket, the metrics and `ecdsnap status`
// see this and nothing else of the engine.
#pragma once

#include "core/approval/approval_book.hpp"
#include "core/credentials/key_news.hpp"
#include "core/dispatch/call_kind.hpp"
#include "core/error.hpp"
#include "core/pause/pause.hpp"
#include "core/pause/pause_breach.hpp"
#include "core/policy/objective.hpp"
#include "core/result.hpp"
#include "core/slot/slot.hpp"
#include "core/time.hpp"
#include "ports/ledger.hpp"

#include <boost/asio/awaitable.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ecdsnap::ports {

struct PolicyStatus {
    std::string name;
    std::string schedule;         // "0 2 * * * Asia/Shanghai"
    std::uint64_t desktops = 0;   // covered, of the present inventories
    std::uint64_t with_disk = 0;  // of them: have a disk that the policy wants
    std::uint64_t excluded = 0;   // as well, but excluded by the main configuration or opted out by their tag
    bool observes = false;        // mode: observe
    std::optional<std::uint32_t> approve_above;
    std::optional<core::Approval> approval;  // the newest, of a policy with approve_above
    std::uint64_t unapproved = 0;  // desktops of the largest open slot that waits for an approval; 0: none waits
    std::string paused;            // "paused until … by …: …"; empty: it is not
    std::optional<core::Objective> objective;
    std::optional<core::PauseBreach> breach;  // a pause breaks the objective, or is going to
    std::optional<core::SlotInstant> next_slot;
    std::string next_slot_local;          // "2026-11-25 02:00 CST"
    std::vector<core::Slot> open_slots;   // newest first
    std::optional<core::Slot> last_slot;  // the newest that is closed or passed
};

// Calls of one kind that failed one after the other and are held back (core/dispatch/circuit_breaker.hpp).
struct HeldBack {
    std::string reason;         // "permission"
    core::WallTime next_try{};  // of one call, to find out; in the past: as soon as there is one to be made
};

// A root cause in force.
struct SiteProblem {
    core::ErrorClass kind = core::ErrorClass::temporary;
    std::string text;  // "QuotaExceed.Snapshot: too many snapshots"

    bool operator==(const SiteProblem&) const = default;
};

struct SiteStatus {
    core::SiteId site;
    bool ready = false;     // adopted and sending
    std::string waits_for;  // when not ready: why
    std::string unused;     // a region that was only discovered and is not for the account: why; empty: it is in use
    std::optional<core::Millis> clock_difference;  // this machine's clock is so far ahead of the site's
    std::uint64_t desktops = 0;
    std::uint64_t excluded = 0;                  // of them: covered by no policy, excluded or opted out
    std::optional<core::WallTime> inventory_at;  // of the inventory in force
    std::uint64_t due = 0;                       // tasks that want to be sent
    std::uint64_t waiting = 0;                   // of those: not yet allowed (state, spread, back-off, earlier task)
    std::uint64_t in_flight = 0;                 // sends unanswered
    std::uint64_t followed = 0;
    std::uint64_t suspects = 0;
    std::uint64_t woken = 0;               // desktops that were woken for their snapshots and are not back yet
    double requests_per_second_limit = 0;  // for creates: the ceiling, or less by what was learned
    std::array<std::optional<double>, core::call_kinds>
        learned_rates;                                                // a second, by core::CallKind; nullopt: no limit
    std::array<std::optional<HeldBack>, core::call_kinds> held_back;  // by core::CallKind; nullopt: it is not
    std::uint64_t calls = 0;                                          // since start
    std::uint64_t throttled = 0;                                      // answers, since start
    std::optional<core::Millis> settle_time;
    std::vector<SiteProblem> problems;  // each once; creates' first, and of these what most calls met
};

struct AccountStatus {
    std::string name;
    core::KeyState key;
};

struct Status {
    std::string version;
    std::string owner;
    bool ready = false;
    std::vector<std::string> not_ready_because;
    core::WallTime now{};
    core::WallTime started_at{};
    bool clock_trusted = false;
    std::string configuration;  // path of the file in force
    core::WallTime configuration_loaded_at{};
    std::string reload_problem;  // of the last refused reload; empty when the last one was good
    bool ledger_writable = true;
    std::string ledger_problem;
    std::string timezone_database;             // "2025b": in use
    std::string timezone_database_on_disk;     // another one: a restart takes it up
    std::vector<core::Pause> pauses;           // in force
    std::vector<std::string> regions_awaited;  // "main: why": accounts whose regions the cloud has not told (again)
    std::vector<PolicyStatus> policies;
    std::vector<AccountStatus> accounts;
    std::vector<SiteStatus> sites;

    // Zones were updated since the start. Nothing is known of the disk where nobody looked.
    bool timezone_restart_needed() const {
        return !timezone_database_on_disk.empty() && timezone_database_on_disk != timezone_database;
    }
};

class StatusView {
public:
    virtual ~StatusView() = default;
    virtual Status status() const = 0;
    // The objectives that the pause breaks, or is going to.
    virtual std::vector<core::PauseBreach> breaches_of(const core::PauseKey& pause) const = 0;
    virtual boost::asio::awaitable<core::Result<std::vector<HistoryEntry>>> history(HistoryQuery query) const = 0;
    // One slot with its counts, open or not; nullopt: unknown.
    virtual boost::asio::awaitable<core::Result<std::optional<core::Slot>>> slot(std::int64_t slot_id) const = 0;
};

}  // namespace ecdsnap::ports
