#include "core/task/task_ending.hpp"

namespace ecdsnap::core {

Ending window_ending(const Task& task, std::optional<Reason> hold) {
    const bool unapproved = hold == Reason::not_approved;
    if (task.failed_snapshots > 0) return {Outcome::failed, Reason::reported_failed};
    switch (task.reason) {
        case Reason::permission:
        case Reason::credentials:
        case Reason::clock_skew:
        case Reason::quota:
        case Reason::refused:
        case Reason::vanished: return {Outcome::failed, task.reason};
        case Reason::none:
        case Reason::not_approved:
        case Reason::spread: return {Outcome::missed, unapproved ? Reason::not_approved : Reason::no_capacity};
        // Nobody is woken for a task that has no place, and it is not asked again when another one took the place.
        case Reason::waking: return {Outcome::missed, hold == Reason::concurrency ? *hold : task.reason};
        default: return {Outcome::missed, task.reason};
    }
}

Ending desktop_ending(const DesktopView& desktop, const StateRules& states) {
    if (desktop.presence == DesktopView::Presence::absent || !desktop.has_disk) return {Outcome::skipped, Reason::gone};
    if (desktop.presence == DesktopView::Presence::unknown) return {};
    constexpr Ending excluded{Outcome::skipped, Reason::state_excluded};
    switch (desktop.status) {
        case DesktopStatus::hibernated:
            return states.hibernated == Hibernated::wake ? Ending{} : Ending{Outcome::skipped, Reason::hibernated};
        case DesktopStatus::expired: return {Outcome::skipped, Reason::expired};
        case DesktopStatus::deleted: return {Outcome::skipped, Reason::deleted};
        case DesktopStatus::running: return states.running ? Ending{} : excluded;
        case DesktopStatus::stopped: return states.stopped ? Ending{} : excluded;
        default: return {};
    }
}

Ending chosen_ending(const Task& task) {
    if (task.ending == Outcome::skipped && task.failed_snapshots > 0) return {Outcome::failed, Reason::reported_failed};
    if (task.ending == Outcome::skipped && task.vanished_once) return {Outcome::failed, Reason::vanished};
    return {task.ending, task.ending_reason};
}

bool may_be_called_off(const Task& task, Reason reason) {
    const bool passes = reason == Reason::paused || reason == Reason::observed;
    if (passes && task.failed_snapshots > 0) return false;
    const bool unsent = task.state == TaskState::due || task.state == TaskState::intended;
    return unsent && task.ending == Outcome::none;
}

}  // namespace ecdsnap::core
