// The durable record of slots, tasks, extras, pauses, approvals, woken desktops and policy memory. It speaks in whole
// transactions and never hands out SQL or rows. Calls come from the engine's thread; the work is done on the ledger's
// own.
#pragma once

#include "core/approval/approval_book.hpp"
#include "core/dispatch/call_kind.hpp"
#include "core/pause/pause.hpp"
#include "core/policy/policy_memory.hpp"
#include "core/result.hpp"
#include "core/slot/slot.hpp"
#include "core/task/task.hpp"
#include "core/waking/wake.hpp"

#include <boost/asio/awaitable.hpp>

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

namespace ecdsnap::ports {

// A rate limit of the service that was met.
struct MetLimit {
    double per_second = 0;  // > 0; kept to a call an hour
    core::WallTime at{};    // when it was last used to the full

    bool operator==(const MetLimit&) const = default;
};

// What a site has learned and must not forget over a restart.
struct SiteMemory {
    core::SiteId site;
    core::Millis longest_listing_lag{0};  // 0: not measured
    bool stamp_differs = false;  // a Description came back other than it was sent: names and keys identify alone
    // Snapshots of ours made since then may be unknown to this ledger (it was new, restored or copied when a start
    // found it), and that start's adoption has not ended. nullopt: adopted.
    std::optional<core::WallTime> unadopted_since;
    bool listing_adopted = false;  // of unadopted_since, only what took effect later than any listing may be missing
    std::array<std::optional<MetLimit>, core::call_kinds> limits;  // by core::CallKind; nullopt: none is known

    bool operator==(const SiteMemory&) const = default;
};

// One start of the daemon. Durable before the first send of that start.
struct StartRecord {
    std::string token;  // six of [a-z2-7]
    core::WallTime at{};
};

// Many tasks at once, as a slot makes them: copying the change does not copy them. Never null.
struct Tasks {
    std::shared_ptr<const std::vector<core::Task>> all;
};

// Each is written whole, by its id or name ("upsert"): a task with its suspects, but its extras are changes of their
// own. A task comes after its slot and an extra after its task; a slot's key and a task's identity never change.
using LedgerChange = std::variant<core::Slot, core::Task, Tasks, core::Extra, core::PolicyMemory, SiteMemory,
                                  StartRecord, core::Pause, core::Approval, core::Wake>;

// Error::code of a commit whose own changes were refused, since they contradict what is stored: it will never succeed.
// Other commits may.
inline constexpr auto commit_refused = "Refused";

// Everything a start needs to go on.
struct LedgerContents {
    bool made_new = false;  // nothing was ever committed: nothing is remembered
    // The file was changed after its last commit: copied back or restored. Stays so over restarts until something is
    // committed: a start commits nothing before it has dealt with it.
    bool rewritten = false;
    bool cut_off = false;  // the last run that committed something did not end with close(): killed, crashed, power cut
    std::optional<core::WallTime> last_commit;  // wall time of the newest commit; nullopt: none yet
    std::vector<StartRecord> starts;
    std::vector<core::Slot> open_slots;
    std::vector<core::Task>
        tasks;  // all tasks of open slots, and every task that is unsettled or has suspects; with extras
    std::vector<core::PolicyMemory> policies;
    std::vector<SiteMemory> sites;
    std::vector<core::Pause> pauses;        // those in force, by key
    std::vector<core::Approval> approvals;  // the newest of each policy's name
    std::vector<core::Wake> wakes;          // those not over, by site and desktop
    std::int64_t next_slot_id = 1;
    std::int64_t next_task_id = 1;
};

// How a task is found again from what a snapshot's stamp says.
struct TaskIdentity {
    core::SlotKey slot;
    core::SiteId site;
    std::string desktop_id;
    core::DiskKind disk = core::DiskKind::system;
};

struct HistoryQuery {
    std::optional<std::string> policy;
    std::optional<std::string> desktop_id;  // of all sites; two accounts may each have one of that id
    std::optional<core::SiteId> site;
    std::optional<core::Outcome> outcome;  // none: unsettled tasks
    std::optional<core::WallTime> since;   // by the slot's instant
    std::optional<core::WallTime> until;
    std::optional<std::int64_t> slot_id;
    std::uint32_t limit = 100;  // 1–100,000; newest first
};

// One line of history: a task with its slot, or (task absent) a slot without any: one that passed as a whole, or that
// was for no desktop.
struct HistoryEntry {
    core::Slot slot;
    std::optional<core::Task> task;
};

// The newest verified snapshot of one disk.
struct VerifiedDisk {
    std::shared_ptr<const core::SiteId> site;
    std::string desktop_id;
    core::DiskKind disk = core::DiskKind::system;
    core::WallTime made_at{};  // when it was accepted; ahead of a commit's time: the next one takes its place
};

// A disk whose last task of the policy ended so that core::excuses() holds.
struct ExcusedDisk {
    std::string policy;
    std::string desktop_id;
    core::DiskKind disk = core::DiskKind::system;
};

// What metrics show of the past.
struct LedgerFigures {
    std::vector<VerifiedDisk> verified;  // in no order
    std::vector<ExcusedDisk> excused;    // in no order
    // Of desktops whose last task is of a disk that was never verified: when the slot of their first one was opened.
    std::unordered_map<std::string, core::WallTime> known_since;
    std::uint64_t extras = 0;
    std::map<std::string, core::WallTime> last_ends;  // by policy: when the last task of its newest slot had ended
};

class Ledger {
public:
    virtual ~Ledger() = default;

    // Once, before anything else.
    virtual boost::asio::awaitable<core::Result<LedgerContents>> load() = 0;

    // All or nothing, in the order of the calls. When it returns a value the changes survive a power cut. Concurrent
    // calls share one disk write. `now` is stored as the time of the commit. An error (class `local`): nothing of it
    // was stored, as far as can be known; where a disk fails in mid-write the whole of it may turn up later.
    virtual boost::asio::awaitable<core::Result<void>> commit(std::vector<LedgerChange> changes,
                                                              core::WallTime now) = 0;

    // The task with that identity, settled or not, with its extras; nullopt: the ledger does not know it.
    virtual boost::asio::awaitable<core::Result<std::optional<core::Task>>> find_task(TaskIdentity identity) = 0;

    // The slot with that key; nullopt: never opened nor passed.
    virtual boost::asio::awaitable<core::Result<std::optional<core::Slot>>> find_slot(core::SlotKey key) = 0;

    // Newest slot first, inside a slot by desktop and disk. Slots that passed as a whole are in the answer unless a
    // desktop, a site or an outcome is asked for.
    virtual boost::asio::awaitable<core::Result<std::vector<HistoryEntry>>> history(HistoryQuery query) = 0;

    // The newest slots of each policy, newest first, at most `per_policy` of each.
    virtual boost::asio::awaitable<core::Result<std::vector<core::Slot>>> recent_slots(std::uint32_t per_policy) = 0;

    // For once after a start: it reads a row for each disk.
    virtual boost::asio::awaitable<core::Result<LedgerFigures>> figures() = 0;

    // Removes closed and passed slots whose instant is older, with their tasks and extras; never what is open,
    // unsettled or has suspects, never a policy's memory or its approval. So go wakes that were over before, and
    // what is known of disks without a newer verified snapshot. Returns
    // how many tasks went.
    virtual boost::asio::awaitable<core::Result<std::uint64_t>> prune(core::WallTime older_than) = 0;

    // Ends after everything committed is on disk; nothing may be called afterwards.
    virtual boost::asio::awaitable<void> close() = 0;
};

}  // namespace ecdsnap::ports
