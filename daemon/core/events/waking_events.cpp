// 15xx: desktops that are woken for their snapshots.
#include "core/events/event_groups.hpp"

namespace ecdsnap::core {

using enum EventLevel;

std::vector<EventType> waking_events() {
    return {
        {EventId::woken,
         info,
         "woken",
         "Hibernated desktops were woken, since a policy has that done for their snapshots (hibernated: wake).",
         "",
         {"site", "count", "ids"}},
        {EventId::wake_failed,
         warning,
         "wake_failed",
         "Hibernated desktops could not be woken; their snapshots of this slot will be missed.",
         "See a problem of the site in `ecdsnap status` (the key needs ecd:WakeupDesktops), and the desktops in the "
         "console.",
         {"site", "count", "ids"}},
        {EventId::put_back,
         info,
         "put_back",
         "Desktops that had been woken for their snapshots are asleep again.",
         "",
         {"site", "count", "ids"}},
        {EventId::not_put_back,
         info,
         "not_put_back",
         "Desktops that had been woken are in use, stopped or gone: there is nothing to put back to sleep.",
         "",
         {"site", "reason", "count", "ids"}},
        {EventId::left_awake,
         warning,
         "left_awake",
         "Desktops that had been woken stay awake, since it was not certain that they may be put back to sleep.",
         "Hibernate them in the console if nobody uses them. If the service refuses: the key needs "
         "ecd:HibernateDesktops.",
         {"site", "reason", "detail", "count", "ids"}},
        {EventId::kept_awake,
         warning,
         "kept_awake",
         "Desktops have been awake for hours for snapshots that are not finished; they are put back when these are.",
         "See in `ecdsnap history --desktop` what their tasks wait for: a disk that stays busy, a snapshot that hangs.",
         {"site", "count", "ids"}},
    };
}

}  // namespace ecdsnap::core
