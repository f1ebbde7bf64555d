#include "core/figures/task_tally.hpp"

namespace ecdsnap::core {
namespace {

std::size_t place(Outcome outcome) {
    return static_cast<std::size_t>(outcome) - 1;
}

}  // namespace

ReasonClass class_of(Reason reason) {
    switch (reason) {
        case Reason::none:
        case Reason::accomplished:
        case Reason::found: return ReasonClass::good;
        case Reason::policy_removed:
        case Reason::overlapped:
        case Reason::replaced:
        case Reason::slot_passed:
        case Reason::observed:
        case Reason::unchanged: return ReasonClass::rule;
        case Reason::state_excluded:
        case Reason::hibernated:
        case Reason::expired:
        case Reason::deleted:
        case Reason::gone:
        case Reason::preferred_state:
        case Reason::desktop_state:
        case Reason::waking: return ReasonClass::state;
        case Reason::paused:
        case Reason::not_approved: return ReasonClass::person;
        case Reason::spread:
        case Reason::concurrency:
        case Reason::earlier_task:
        case Reason::throttled:
        case Reason::back_off:
        case Reason::no_capacity: return ReasonClass::pacing;
        case Reason::disk_busy:
        case Reason::answer_lost:
        case Reason::refused:
        case Reason::reported_failed:
        case Reason::stuck:
        case Reason::vanished:
        case Reason::unreachable: return ReasonClass::cloud;
        case Reason::permission:
        case Reason::credentials: return ReasonClass::access;
        case Reason::quota: return ReasonClass::quota;
        case Reason::ledger_unavailable:
        case Reason::stopping:
        case Reason::clock_skew: return ReasonClass::machine;
    }
    return ReasonClass::machine;
}

const char* text(ReasonClass kind) {
    switch (kind) {
        case ReasonClass::good: return "good";
        case ReasonClass::rule: return "rule";
        case ReasonClass::state: return "state";
        case ReasonClass::person: return "person";
        case ReasonClass::pacing: return "pacing";
        case ReasonClass::cloud: return "cloud";
        case ReasonClass::access: return "access";
        case ReasonClass::quota: return "quota";
        case ReasonClass::machine: return "machine";
    }
    return "?";
}

std::uint64_t TaskTally::Row::count(Outcome outcome, ReasonClass kind) const {
    return ended[place(outcome)][static_cast<std::size_t>(kind)];
}

void TaskTally::ended(const std::string& policy, Outcome outcome, Reason reason) {
    if (outcome == Outcome::none) return;
    ++rows_[policy].ended[place(outcome)][static_cast<std::size_t>(class_of(reason))];
}

void TaskTally::keep_only(const std::set<std::string>& policies) {
    std::erase_if(rows_, [&](const auto& row) { return !policies.contains(row.first); });
}

}  // namespace ecdsnap::core
