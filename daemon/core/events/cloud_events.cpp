// 13xx: the cloud.
#include "core/events/event_groups.hpp"

namespace ecdsnap::core {

using enum EventLevel;

std::vector<EventType> cloud_events() {
    return {
        {EventId::root_cause,
         error,
         "root_cause",
         "One problem keeps calls of a site from succeeding.",
         "The reason and the cloud's code say what to mend: key, permission, quota, network. Work goes on by itself "
         "afterwards.",
         {"site", "reason", "code", "request_id", "detail", "count", "examples", "not_before", "policy"}},
        {EventId::root_cause_over,
         info,
         "root_cause_over",
         "Calls of the site succeed again.",
         "",
         {"site", "reason", "code", "count", "detail", "policy"}},
        {EventId::calls_held_back,
         warning,
         "calls_held_back",
         "Calls of one kind failed one after the other at this site, so that they are held back; one is tried every "
         "two "
         "seconds to every minute.",
         "The reason and the cloud's code say what to mend: key, permission, clock, network. All go on with the first "
         "try "
         "that comes through; what waits beyond its window is missed.",
         {"site", "action", "reason", "code", "request_id", "detail", "not_before"}},
        {EventId::calls_released,
         info,
         "calls_released",
         "A try came through: calls of this kind are no longer held back.",
         "",
         {"site", "action"}},
        {EventId::throttled,
         info,
         "throttled",
         "The cloud asked for fewer requests; the rate follows.",
         "",
         {"site", "action", "code", "request_id", "count", "not_before", "requests_per_second", "detail"}},
        {EventId::inventory_failed,
         warning,
         "inventory_failed",
         "The desktops of a site could not be listed; the last inventory stays in force.",
         "The cloud's code says why; new desktops are not seen until a listing succeeds.",
         {"site", "code", "request_id", "detail", "age", "not_before", "count"}},
        {EventId::inventory_restored,
         info,
         "inventory_restored",
         "The desktops of the site are listed again.",
         "",
         {"site", "desktops", "age", "detail"}},
        {EventId::unknown_state,
         warning,
         "unknown_state",
         "Desktops are in a state that this version does not know; it is waited for.",
         "See the desktop in the console; if the state is there to stay, exclude it or ask for a newer version.",
         {"site", "state", "desktop", "count", "examples"}},
        {EventId::stamp_differs,
         error,
         "stamp_differs",
         "A snapshot's Description came back other than it was sent; names identify alone now, and nothing of this "
         "site is deleted.",
         "See whether a person or a tool edits descriptions; if not, report both texts.",
         {"site", "desktop", "snapshot_id", "snapshot_name", "sent", "received"}},
        {EventId::regions_unknown,
         warning,
         "regions_unknown",
         "The regions of an account with `regions: all` could not be asked for (DescribeRegions); those that are known "
         "from before are served, and the question is repeated.",
         "The code says what to mend: key, permission (ecd:DescribeRegions), network; `ecdsnap doctor` looks at each. "
         "Regions that are named in `regions` need no question.",
         {"account", "code", "request_id"}},
        {EventId::regions_known,
         info,
         "regions_known",
         "The cloud has told the regions of an account with `regions: all`, after it could not be asked.",
         "",
         {"account", "count"}},
        {EventId::region_added,
         info,
         "region_added",
         "The cloud names a region that was not served before; it is from now on.",
         "",
         {"site"}},
        {EventId::region_gone,
         warning,
         "region_gone",
         "The cloud no longer names a region that is served.",
         "See in the console whether desktops are left there; they are served for as long as the region answers.",
         {"site"}},
        {EventId::region_unused,
         info,
         "region_unused",
         "The cloud names a region in which this account may list no desktops: the service is not opened there, or the "
         "key has no permission. It is left out, and tried again daily.",
         "",
         {"site", "code", "request_id"}},
        {EventId::account_refused,
         error,
         "account_refused",
         "An account with `regions: all` may list desktops in none of its regions: no snapshot of it is made.",
         "Give its key the rights that `ecdsnap ram-policy` prints; `ecdsnap doctor` shows what is refused.",
         {"account", "detail"}},
    };
}

}  // namespace ecdsnap::core
