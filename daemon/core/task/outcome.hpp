// How a task ends. Every task ends in exactly one of these, with a reason that a person understands.
#pragma once

#include <cstdint>

namespace ecdsnap::core {

enum class Outcome : std::uint8_t {
    none,     // not settled
    done,     // the cloud says ACCOMPLISHED
    skipped,  // by rule or state; nobody is at fault
    missed,   // no call could be sent in the window
    failed,   // the cloud refused, reported FAILED, or never finished
};

// Why a task ended as it did, or what it waits for. Stable words: they are stored, shown, and filtered by.
enum class Reason : std::uint8_t {
    none,
    // skipped
    state_excluded,  // the policy does not snapshot desktops in this state
    hibernated,
    expired,
    deleted,         // the service says Deleted
    gone,            // the desktop or its disk is no longer there
    policy_removed,  // the policy went, or no longer covers the desktop, before anything was sent
    overlapped,      // `overlap: skip` and an earlier task of this disk was unfinished
    replaced,        // `overlap: replace` and a later task of this disk took over
    paused,          // a person had paused the policy, the site or everything
    slot_passed,     // its slot was passed, not opened; the detail says why. Also of `missed`
    observed,        // the policy only observes; the detail holds the call that it would have made
    unchanged,       // `skip_unchanged`: Stopped since its last verified snapshot, which the detail names
    // missed, and what a waiting task waits for
    spread,           // its turn inside the slot has not come
    concurrency,      // as many snapshots of the policy are on their way as it allows
    preferred_state,  // the policy would rather have the desktop stopped, or without a session
    desktop_state,    // a transitional or unknown state
    waking,           // the desktop was hibernated and is to wake first
    earlier_task,     // an earlier task of the same disk is unfinished
    disk_busy,        // another snapshot of that disk was in progress
    throttled,        // the rate limit left no room
    back_off,         // waiting after a refusal for now
    answer_lost,      // the answer was lost and no snapshot was found
    no_capacity,      // the queue was longer than the window
    ledger_unavailable,
    not_approved,  // the policy covers more desktops than `approve_above`, and nobody approved
    stopping,      // the daemon is stopping
    // failed
    refused,  // the cloud refused for good; the detail holds its code
    permission,
    credentials,
    quota,
    clock_skew,
    reported_failed,  // the cloud reported FAILED on every attempt
    stuck,            // PROGRESSING longer than `completion`
    vanished,         // accepted, then no longer listed
    // done
    accomplished,
    found,        // done after it had been settled otherwise: its snapshot was found later
    unreachable,  // the cloud gave no usable answer
};

const char* text(Outcome outcome);   // "done", "skipped", …
const char* text(Reason reason);     // "disk_busy", …: stable
const char* explain(Reason reason);  // a short sentence for people

}  // namespace ecdsnap::core
