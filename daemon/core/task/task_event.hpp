// What can happen to a task, and what its machine answers.
#pragma once

#include "core/error.hpp"
#include "core/policy/task_rules.hpp"
#include "core/task/task.hpp"
#include "core/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace ecdsnap::core {

// Whether the task's desktop can be snapshotted now.
struct DesktopView {
    enum class Presence : std::uint8_t {
        listed,   // in the inventory in force, or seen by id since
        unknown,  // not in the inventory; absence not yet confirmed by id
        absent,   // confirmed by id: not there
    };
    Presence presence = Presence::unknown;
    DesktopStatus status = DesktopStatus::unknown;
    Management management = Management::none;
    Session session = Session::unknown;
    bool has_disk = true;      // the task's disk exists
    WallTime stopped_since{};  // Desktop::stopped_since
};

// What this daemon itself is doing to the task's desktop (core/waking).
enum class OwnWake : std::uint8_t {
    none,
    woken,           // it was or is being woken for its snapshots
    returning,       // it may be going back to sleep at any moment: no snapshot may begin
    late_returning,  // so it may, but only by a call that was held up on its way: one begins when the window ends first
};

// What the machine must know of the world. Values only; whoever asks has read the clocks.
struct TaskFacts {
    SteadyTime now{};
    WallTime wall_now{};               // for records; may be wrong
    bool clock_trusted = false;        // no window ends while it is not
    const TaskRules* rules = nullptr;  // the slot's; never null when the machine is asked
    WallTime window_end{};
    DesktopView desktop;
    OwnWake own_wake = OwnWake::none;
    bool disk_free = true;        // no earlier task of this disk is unfinished
    std::optional<Reason> hold;   // why nothing may be sent now: site not ready, ledger not writable, stopping
    bool look_first = false;      // another daemon of our owner may be alive
    SteadyTime key_good_since{};  // when creates of the site last came through again after a key was refused
    Millis settle{std::chrono::seconds{30}};  // how long an effect may take to be listed
    std::uint64_t random = 0;                 // for jitter
};

// One listed snapshot that is this task's by its stamp or its name.
struct Sighting {
    std::string snapshot_id;
    std::string name;
    SnapshotStatus status = SnapshotStatus::unknown;
    WallTime created{};
    std::uint32_t snapshot_number = 1;
    std::uint32_t send_number = 0;  // 0: not known, the description came back without its stamp
    bool foreign = false;           // made by a start that this ledger does not know: it explains no send of ours
    bool earlier_start = false;     // made by an earlier start; false also where only the name is known
};

// --- events
// -------------------------------------------------------------------------------------------------------------------

struct Tick {};            // time has passed, or a fact has changed
struct IntentDurable {};   // the intent is in the ledger, and the call may start now
struct IntentRejected {};  // the ledger did not take the intent
struct Accepted {          // 200 with a SnapshotId
    std::string snapshot_id;
};
struct Refused {  // certainly no effect
    Error error;
};
struct Lost {  // effect unknown; `now` is the last moment at which the request can have left us
    Error error;
};
// A listing that was read to its end.
struct Listed {
    enum class Coverage : std::uint8_t {
        everything,  // whatever the task has made
        recent,      // what its suspects may have made, but not a recorded one that is older
        recorded,    // the recorded one, asked for by id
        part,        // what it does not show may be there all the same
    };
    SteadyTime started{};               // when its first page was asked for
    std::vector<Sighting> sightings;    // this task's, in any order
    std::optional<SteadyTime> witness;  // the newest acceptance among the snapshots it shows
    bool look_up = false;               // it was made for this task: it counts for its suspects
    // The newest ACCOMPLISHED one of the task's policy and disk, whatever its slot; looked for in look-ups only.
    std::optional<Sighting> last_verified;
    Coverage coverage = Coverage::everything;
};
struct LookFailed {};  // a look-up did not come to its end
struct Cancelled {     // the policy went or was paused, or a later task replaced this one
    Reason reason = Reason::policy_removed;
};

using TaskEvent =
    std::variant<Tick, IntentDurable, IntentRejected, Accepted, Refused, Lost, Listed, LookFailed, Cancelled>;

// --- answers
// ------------------------------------------------------------------------------------------------------------------

enum class TaskStep : std::uint8_t {
    wait,          // nothing to do before `wake_at`, unless something happens
    write_intent,  // store the task (it is `intended` now); then IntentDurable when the call may start
    send,          // call CreateSnapshot now
    look_up,       // list all snapshots of its desktop; then Listed or LookFailed
};

// What is worth telling. Bits, since several may come from one event.
enum class TaskNote : std::uint16_t {
    accepted = 1 << 0,
    done = 1 << 1,
    skipped = 1 << 2,
    missed = 1 << 3,
    failed = 1 << 4,
    suspect_made = 1 << 5,
    suspect_found = 1 << 6,    // the snapshot of a lost answer was found
    adopted = 1 << 7,          // found without a suspect: another process or an older ledger made it
    extra_found = 1 << 8,      // `new_extras` of them
    snapshot_failed = 1 << 9,  // the cloud says FAILED
    vanished = 1 << 10,
    reopened = 1 << 11,
    extra_promoted = 1 << 12,  // an extra took the place of a failed one
};

struct TaskAnswer {
    TaskStep step = TaskStep::wait;
    SteadyTime wake_at = never;  // with `wait`
    bool store = false;          // the durable part has changed
    std::uint16_t notes = 0;
    std::size_t new_extras = 0;  // they are the last of task.extras

    void note(TaskNote what) { notes |= static_cast<std::uint16_t>(what); }
    bool has(TaskNote what) const { return (notes & static_cast<std::uint16_t>(what)) != 0; }
};

}  // namespace ecdsnap::core
