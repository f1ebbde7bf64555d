#include "core/task/desktop_wait.hpp"

namespace ecdsnap::core {

bool usable(const TaskFacts& facts) {
    const DesktopView& desktop = facts.desktop;
    return desktop.presence == DesktopView::Presence::listed && desktop.management == Management::none &&
           facts.own_wake != OwnWake::returning &&
           (desktop.status == DesktopStatus::running || desktop.status == DesktopStatus::stopped);
}

// A desktop that is waking up passes through states whose names are not documented, and so does one that goes back to
// sleep and will have to be woken again.
Reason desktop_wait(const TaskFacts& facts) {
    if (facts.rules->states.hibernated != Hibernated::wake) return Reason::desktop_state;
    if (facts.desktop.presence != DesktopView::Presence::listed) return Reason::desktop_state;
    const bool sleeps = facts.desktop.status == DesktopStatus::hibernated;
    return sleeps || facts.own_wake != OwnWake::none ? Reason::waking : Reason::desktop_state;
}

}  // namespace ecdsnap::core
