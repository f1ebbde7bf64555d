// 14xx: the ledger.
#include "core/events/event_groups.hpp"

namespace ecdsnap::core {

using enum EventLevel;

std::vector<EventType> ledger_events() {
    return {
        {EventId::ledger_failed,
         error,
         "ledger_failed",
         "The ledger cannot be written, so no snapshot may be requested.",
         "Free space, or mend the disk or its permissions; work goes on by itself afterwards.",
         {"file", "detail", "count"}},
        {EventId::ledger_restored, info, "ledger_restored", "The ledger can be written again.", "", {"file", "detail"}},
        {EventId::ledger_rewritten,
         warning,
         "ledger_rewritten",
         "The ledger is older than this daemon left it: it was copied back or restored.",
         "Nothing by hand: the cloud's listing is adopted first. Pins and history since the copy are lost.",
         {"file", "detail", "until"}},
        {EventId::ledger_new,
         info,
         "ledger_new",
         "There was no ledger; a new one was made and the cloud's listing is adopted first.",
         "On a first start: nothing. Otherwise see where the old file went (`ledger:` in the configuration).",
         {"file", "detail"}},
        {EventId::pruned,
         info,
         "pruned",
         "History older than `history_days` was removed from the ledger.",
         "",
         {"count", "until"}},
        {EventId::ledger_refused,
         error,
         "ledger_refused",
         "The ledger refused one change, since it contradicts what is stored. It was left out; everything else is "
         "stored.",
         "This is a defect: report the text. What was sent has its intent in the ledger, so nothing is made twice.",
         {"file", "detail"}},
    };
}

}  // namespace ecdsnap::core
