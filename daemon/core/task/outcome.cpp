#include "core/task/outcome.hpp"

#include "core/task/task.hpp"

namespace ecdsnap::core {

const char* text(TaskState state) {
    switch (state) {
        case TaskState::due: return "due";
        case TaskState::intended: return "intended";
        case TaskState::followed: return "followed";
        case TaskState::settled: return "settled";
    }
    return "?";
}

const char* text(Outcome outcome) {
    switch (outcome) {
        case Outcome::none: return "none";
        case Outcome::done: return "done";
        case Outcome::skipped: return "skipped";
        case Outcome::missed: return "missed";
        case Outcome::failed: return "failed";
    }
    return "?";
}

namespace {

struct ReasonWords {
    Reason reason;
    const char* word;
    const char* sentence;
};

constexpr ReasonWords reason_words[] = {
    {Reason::none, "none", ""},
    {Reason::state_excluded, "state_excluded", "the policy does not snapshot desktops in this state"},
    {Reason::hibernated, "hibernated", "the desktop is hibernated; a snapshot needs it Running or Stopped"},
    {Reason::expired, "expired", "the desktop's subscription has expired"},
    {Reason::deleted, "deleted", "the desktop is deleted"},
    {Reason::gone, "gone", "the desktop or its disk is no longer there"},
    {Reason::policy_removed, "policy_removed", "the policy was removed before anything was sent"},
    {Reason::overlapped, "overlapped", "an earlier task of this disk was unfinished (overlap: skip)"},
    {Reason::replaced, "replaced", "a later task of this disk took over (overlap: replace)"},
    {Reason::paused, "paused", "a person had paused it"},
    {Reason::slot_passed, "slot_passed", "its slot was not opened"},
    {Reason::observed, "observed", "its policy only observes (mode: observe)"},
    {Reason::unchanged, "unchanged", "the desktop has been Stopped since its last verified snapshot (skip_unchanged)"},
    {Reason::concurrency, "concurrency", "as many snapshots of its policy are on their way as it allows (concurrency)"},
    {Reason::preferred_state, "preferred_state",
     "waits for the desktop to be as the policy prefers it (states.prefer)"},
    {Reason::spread, "spread", "its turn inside the slot has not come (spread)"},
    {Reason::desktop_state, "desktop_state", "the desktop is in a state that must pass first"},
    {Reason::waking, "waking", "the desktop was hibernated and has to wake up first (hibernated: wake)"},
    {Reason::earlier_task, "earlier_task", "an earlier task of this disk is unfinished"},
    {Reason::disk_busy, "disk_busy", "another snapshot of this disk is in progress"},
    {Reason::throttled, "throttled", "the service's rate limit left no room"},
    {Reason::back_off, "back_off", "waiting after a refusal"},
    {Reason::answer_lost, "answer_lost", "the answer to a send was lost; looking for its snapshot"},
    {Reason::no_capacity, "no_capacity", "the queue was longer than the window"},
    {Reason::ledger_unavailable, "ledger_unavailable", "the ledger cannot be written, so nothing may be sent"},
    {Reason::not_approved, "not_approved", "its policy covers more desktops than approve_above, and nobody approved"},
    {Reason::stopping, "stopping", "the daemon is stopping"},
    {Reason::refused, "refused", "the service refused"},
    {Reason::permission, "permission", "the key may not do this"},
    {Reason::credentials, "credentials", "the service does not accept the key"},
    {Reason::quota, "quota", "the service's limit on snapshots is reached"},
    {Reason::clock_skew, "clock_skew", "the service does not accept this machine's clock"},
    {Reason::reported_failed, "reported_failed", "the service reported FAILED on every attempt"},
    {Reason::stuck, "stuck", "the snapshot did not finish in time (completion)"},
    {Reason::vanished, "vanished", "the snapshot was accepted and then no longer listed"},
    {Reason::accomplished, "accomplished", "the service says ACCOMPLISHED"},
    {Reason::found, "found", "its snapshot was found after the task had been settled otherwise"},
    {Reason::unreachable, "unreachable", "the service gave no usable answer"},
};

}  // namespace

const char* text(Reason reason) {
    for (const auto& words : reason_words)
        if (words.reason == reason) return words.word;
    return "?";
}

const char* explain(Reason reason) {
    for (const auto& words : reason_words)
        if (words.reason == reason) return words.sentence;
    return "?";
}

}  // namespace ecdsnap::core
