// Log events: a closed catalogue. Each has a stable id, a level by consequence, fixed field names, a cause and a
// remedy. The engine makes events; adapters/logging renders them (text, JSON lines).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ecdsnap::core {

// By consequence. error: a snapshot or deletion did not happen; warning: it may not; info: state changed; debug:
// detail.
enum class EventLevel : std::uint8_t { debug, info, warning, error };

// The number is the id that operators see, ECDS-1204; never reused. The hundreds group by subject.
enum class EventId : std::uint16_t {
    // 10xx the daemon
    started = 1001,
    ready = 1002,
    stopping = 1003,
    stopped = 1004,
    reloaded = 1005,
    reload_refused = 1006,
    second_daemon = 1007,
    clock_untrusted = 1008,
    clock_trusted = 1009,
    future_mark_ignored = 1010,
    log_lines_dropped = 1011,
    hangs = 1012,  // the loop or the ledger's thread
    goes_on = 1013,
    ended_abruptly = 1014,      // the run before this one
    time_zones_updated = 1015,  // on disk, a restart takes them up
    metrics_unavailable = 1016,
    reload_change = 1031,     // of one policy, by a reload
    reload_effect = 1032,     // of all together
    reload_uncovered = 1033,  // desktops that no policy backs up any more
    reload_limited = 1034,    // refused by `reload.max_lost` or `max_gained`
    command_done = 1041,      // a person changed something
    command_refused = 1042,
    admin_group_unknown = 1043,
    notification_failed = 1051,  // somebody was to be told something, and was not
    notification_works_again = 1052,
    // 11xx slots
    slot_opened = 1101,
    slot_finished = 1102,
    slot_missed = 1103,
    slot_waits = 1104,  // due, but no inventory yet
    policy_removed = 1105,
    policy_added = 1106,
    manual_run = 1107,
    slot_taken = 1108,  // by a calendar
    policy_observes = 1109,
    window_too_short = 1111,  // as it looks, some will not be started in it
    window_long_enough = 1112,
    paused = 1121,
    resumed = 1122,     // by a person
    pause_over = 1123,  // its time had come
    slot_paused = 1124,
    pause_breaks_objective = 1125,
    approval_needed = 1131,
    approved = 1132,
    // what looking ahead over the fleet shows
    plan_warning = 1141,
    service_hours = 1142,
    // 12xx tasks
    snapshot_accepted = 1201,
    snapshot_done = 1202,
    task_skipped = 1203,
    task_missed = 1204,
    task_failed = 1205,
    answer_lost = 1206,   // a send became a suspect
    answer_found = 1207,  // a suspect's snapshot was found
    extra_found = 1208,
    snapshot_failed = 1209,  // the cloud reported FAILED; a new one follows
    snapshot_vanished = 1210,
    task_reopened = 1211,
    adopted = 1212,  // a snapshot of ours that the ledger did not know
    task_decision = 1213,
    // 13xx the cloud
    root_cause = 1301,  // one problem that keeps many calls from succeeding
    root_cause_over = 1302,
    throttled = 1303,
    inventory_failed = 1304,
    inventory_restored = 1305,
    unknown_state = 1306,
    stamp_differs = 1307,
    calls_held_back = 1308,  // of one kind: they fail one after the other
    calls_released = 1309,
    credentials_failed = 1311,  // no newer key; the old one is used while it is valid
    credentials_restored = 1312,
    key_changed = 1313,    // by hand: a file was replaced
    key_refreshed = 1314,  // a temporary one
    credentials_expired = 1315,
    regions_unknown = 1317,  // of an account with `regions: all`
    regions_known = 1318,
    region_added = 1319,
    region_gone = 1320,
    region_unused = 1321,    // discovered, and not for this account
    account_refused = 1322,  // in each of its regions
    // 14xx the ledger
    ledger_failed = 1401,
    ledger_restored = 1402,
    ledger_rewritten = 1403,  // older than the last start left it, or copied
    ledger_new = 1404,
    pruned = 1405,
    ledger_refused = 1406,  // one change that contradicts what is stored
    // 15xx desktops that are woken for their snapshots
    woken = 1501,
    wake_failed = 1502,
    put_back = 1503,
    not_put_back = 1504,  // and need not be
    left_awake = 1505,
    kept_awake = 1506,  // for hours: their snapshots do not come to an end
};

struct EventField {
    std::string_view name;  // a literal from the catalogue
    std::string value;
};

struct Event {
    EventId id;
    std::string message;  // one sentence for people, without secrets
    std::vector<EventField> fields;
};

// One line of the catalogue.
struct EventType {
    EventId id;
    EventLevel level;
    std::string_view name;    // "task_missed"
    std::string_view cause;   // why this happens
    std::string_view remedy;  // what to do; "" when nothing is to be done
    std::vector<std::string_view> fields;
};

std::span<const EventType> event_catalogue();
const EventType& event_type(EventId id);
const char* text(EventLevel level);
std::string event_code(EventId id);  // "ECDS-1204"

// The journal's MESSAGE_ID: 32 hexadecimal digits that end in the event's number, so "…1204".
std::string message_id(EventId id);

// By number ("1204"), code ("ECDS-1204", in any case) or name ("task_missed"). nullptr: there is no such event.
const EventType* find_event_type(std::string_view typed);

// What a line of the log says to do about this event: of errors and warnings, else "". Of some events it depends on the
// reason (core/events/reason_remedies.hpp).
std::string_view shown_remedy(const Event& event);
bool remedy_is_by_reason(EventId id);

// What breaks the catalogue's promise in this event: a field that is not in it, one given twice, a value of another
// kind (core/events/event_fields.hpp), no message. Nothing that depends on foreign text. Empty: nothing is broken.
// Sinks assert it, tests require it.
std::string check_event(const Event& event);

}  // namespace ecdsnap::core
