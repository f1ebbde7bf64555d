// A task is one (policy, slot, desktop, disk): the unit of work and of outcome. This is its state in one plain struct;
// what may happen to it is decided in task_machine.
#pragma once

#include "core/desktop.hpp"
#include "core/site.hpp"
#include "core/snapshot.hpp"
#include "core/task/outcome.hpp"
#include "core/text/shared_text.hpp"
#include "core/time.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace ecdsnap::core {

enum class TaskState : std::uint8_t {
    due,       // wants to be sent, as soon as it may
    intended,  // the intent is durable; the call has not been answered (after a restart: a suspect)
    followed,  // accepted: the snapshot is watched until the cloud says how it ended
    settled,   // has its outcome; late suspects are still watched for
};

// A send whose effect is unknown.
struct Suspect {
    std::uint32_t snapshot_number = 1;
    std::uint32_t send_number = 1;

    // Not stored; after a restart the start of the process stands in for `left_by`.
    bool earlier_start = false;  // an earlier start of ours sent it: a snapshot of this start is not its
    SteadyTime left_by{};        // the last moment at which the request can have left us
    SteadyTime looks_from{};     // the settle time of its looks starts here: left_by, or a later sign that it lives
    std::uint32_t looks = 0;     // complete look-ups since the settle time that did not show it
    bool not_there = false;      // enough looks (and a witness or twice the settle time): a new send is allowed

    bool operator==(const Suspect&) const = default;
};

// A snapshot of ours beyond the one its task has recorded.
struct Extra {
    std::int64_t task_id = 0;
    std::string snapshot_id;
    std::string name;
    SnapshotStatus status = SnapshotStatus::unknown;
    WallTime created{};   // the cloud's
    WallTime found_at{};  // ours

    bool operator==(const Extra&) const = default;
};

struct Task {
    // Identity; never changes.
    std::int64_t id = 0;  // the ledger's; dense, ascending, chosen by the engine
    std::int64_t slot_id = 0;
    std::shared_ptr<const SiteId> site;
    SharedText desktop_id;
    SharedText desktop_name;  // when the task was made, for people
    DiskKind disk = DiskKind::system;

    // Progress; stored with every change.
    TaskState state = TaskState::due;
    Outcome outcome = Outcome::none;
    Reason reason = Reason::none;  // settled: why; due: what it waits for
    SharedText detail;             // the cloud's code, the state seen, …: one short line, no secrets
    SharedText base_name;          // stored with the first intent; empty before
    std::uint32_t snapshot_number = 1;
    std::uint32_t send_number = 0;  // sends so far; the stamp carries it
    std::uint32_t failed_snapshots = 0;
    SharedText snapshot_id;  // the recorded one; valid in `followed`, and in `settled` when one was accepted
    WallTime accepted_at{};  // ours; where it was found, when the cloud made it, no later than it was recorded
    WallTime settled_at{};   // valid in `settled`
    bool reopened = false;   // was settled otherwise before its snapshot was found
    bool vanished_once = false;
    std::vector<Suspect> suspects;
    std::vector<Extra> extras;

    // Pace; not stored. After a restart a due task is simply due.
    SteadyTime not_before{};         // spread, back-off
    std::uint32_t refusals = 0;      // in a row, for the back-off
    SteadyTime key_refused{};        // when the service last refused it for its key
    bool durable = false;            // valid in `intended`: the ledger has it; before the call it may look up once more
    bool on_wire = false;            // valid in `intended`: the call has started
    SteadyTime last_look{};          // start of the last complete look-up
    Millis look_took{0};             // how long that one took
    bool asked_unchanged = false;    // a look-up for skip_unchanged was made
    bool look_needed = false;        // the next send needs a look-up, though nothing is suspect: the disk was busy
    Outcome ending = Outcome::none;  // no more sends: how it ends once no suspect is left
    Reason ending_reason = Reason::none;
    SteadyTime accepted_steady{};  // for `completion` and vanishing; after a restart the start
    SteadyTime last_seen{};        // last complete listing that showed the recorded snapshot
    SteadyTime stuck_by{};         // past its completion time: until then a listing of it is waited for
    SteadyTime suspects_by{};      // past the suspects' horizon: until then a listing is waited for
    std::uint32_t absences = 0;    // complete listings since then without it
    bool lag_measurable = false;   // accepted by this process and not yet seen in a listing
    SteadyTime last_absent{};      // start of the last listing, while lag_measurable, that did not show it

    bool operator==(const Task&) const = default;
};

const char* text(TaskState state);

}  // namespace ecdsnap::core
