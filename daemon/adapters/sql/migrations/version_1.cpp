#include "adapters/sql/migrations/migration.hpp"

namespace ecdsnap::adapters::sql {

const char* const schema_version_1 = R"sql(
CREATE TABLE meta (
    one            INTEGER PRIMARY KEY CHECK (one = 1),
    last_commit_ms INTEGER,
    written_at_ms  INTEGER NOT NULL,
    file_inode     INTEGER NOT NULL,
    closed         INTEGER NOT NULL,
    next_slot_id   INTEGER NOT NULL,
    next_task_id   INTEGER NOT NULL
) STRICT;
INSERT INTO meta VALUES (1, NULL, 0, 0, 0, 1, 1);

CREATE TABLE starts (
    token TEXT PRIMARY KEY,
    at_ms INTEGER
) STRICT;

CREATE TABLE policies (
    name          TEXT PRIMARY KEY,
    first_seen_ms INTEGER,
    last_slot_s   INTEGER NOT NULL,
    removed       INTEGER NOT NULL,
    schedule      TEXT NOT NULL
) STRICT;

CREATE TABLE sites (
    id      INTEGER PRIMARY KEY,
    account TEXT NOT NULL,
    region  TEXT NOT NULL,
    UNIQUE (account, region)
) STRICT;

CREATE TABLE site_memories (
    site_id                INTEGER PRIMARY KEY REFERENCES sites (id),
    longest_listing_lag_ms INTEGER NOT NULL,
    stamp_differs          INTEGER NOT NULL,
    unadopted_since_ms     INTEGER,
    listing_adopted        INTEGER NOT NULL
) STRICT;

CREATE TABLE met_limits (
    site_id  INTEGER NOT NULL REFERENCES sites (id),
    calls    TEXT NOT NULL,
    per_hour INTEGER NOT NULL,
    at_ms    INTEGER,
    PRIMARY KEY (site_id, calls)
) STRICT, WITHOUT ROWID;

CREATE TABLE pauses (
    scope       TEXT NOT NULL,
    name        TEXT NOT NULL,
    since_ms    INTEGER,
    until_ms    INTEGER,
    paused_by   TEXT NOT NULL,
    reason      TEXT NOT NULL,
    ended_at_ms INTEGER,
    PRIMARY KEY (scope, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE approvals (
    policy      TEXT PRIMARY KEY,
    up_to       INTEGER NOT NULL,
    approved_by TEXT NOT NULL,
    at_ms       INTEGER
) STRICT;

CREATE TABLE wakes (
    site_id     INTEGER NOT NULL REFERENCES sites (id),
    desktop_id  TEXT NOT NULL,
    policy      TEXT NOT NULL,
    slot_s      INTEGER NOT NULL,
    state       TEXT NOT NULL,
    calls       INTEGER NOT NULL,
    since_ms    INTEGER,
    ended_at_ms INTEGER,
    ending      TEXT NOT NULL,
    PRIMARY KEY (site_id, desktop_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE slots (
    id                   INTEGER PRIMARY KEY,
    policy               TEXT NOT NULL,
    instant_s            INTEGER NOT NULL,
    kind                 TEXT NOT NULL,
    state                TEXT NOT NULL,
    opened_at_ms         INTEGER,
    window_end_ms        INTEGER,
    local_time           TEXT NOT NULL,
    reason               TEXT NOT NULL,
    inventory_age_ms     INTEGER NOT NULL,
    rule_running         INTEGER NOT NULL,
    rule_stopped         INTEGER NOT NULL,
    rule_hibernated      TEXT NOT NULL,
    rule_prefer          TEXT NOT NULL,
    rule_prefer_until_ms INTEGER NOT NULL,
    priority             INTEGER NOT NULL,
    most_per_site        INTEGER NOT NULL,
    most_per_office_site INTEGER NOT NULL,
    skip_unchanged_ms    INTEGER NOT NULL,
    retry_first_ms       INTEGER NOT NULL,
    retry_most_ms        INTEGER NOT NULL,
    retry_attempts       INTEGER NOT NULL,
    overlap              TEXT NOT NULL,
    window_ms            INTEGER NOT NULL,
    spread_ms            INTEGER NOT NULL,
    completion_ms        INTEGER NOT NULL,
    name_template        TEXT NOT NULL,
    description_template TEXT NOT NULL,
    timezone             TEXT NOT NULL,
    zones                TEXT NOT NULL,
    tasks                INTEGER NOT NULL,
    done                 INTEGER NOT NULL,
    skipped              INTEGER NOT NULL,
    missed               INTEGER NOT NULL,
    failed               INTEGER NOT NULL,
    UNIQUE (policy, instant_s, kind)
) STRICT;
CREATE INDEX slots_by_instant ON slots (instant_s);
CREATE INDEX slots_open ON slots (state) WHERE state = 'open';

CREATE TABLE tasks (
    id               INTEGER PRIMARY KEY,
    slot_id          INTEGER NOT NULL REFERENCES slots (id),
    site_id          INTEGER NOT NULL REFERENCES sites (id),
    desktop_id       TEXT NOT NULL,
    desktop_name     TEXT NOT NULL,
    disk             TEXT NOT NULL,
    state            TEXT NOT NULL,
    outcome          TEXT NOT NULL,
    reason           TEXT NOT NULL,
    detail           TEXT NOT NULL,
    base_name        TEXT NOT NULL,
    snapshot_number  INTEGER NOT NULL,
    send_number      INTEGER NOT NULL,
    failed_snapshots INTEGER NOT NULL,
    snapshot_id      TEXT NOT NULL,
    accepted_at_ms   INTEGER,
    settled_at_ms    INTEGER,
    reopened         INTEGER NOT NULL,
    vanished_once    INTEGER NOT NULL,
    UNIQUE (slot_id, desktop_id, disk, site_id)
) STRICT;
CREATE INDEX tasks_by_desktop ON tasks (desktop_id, slot_id);
CREATE INDEX tasks_not_done ON tasks (slot_id, outcome) WHERE outcome <> 'done';
CREATE INDEX tasks_unsettled ON tasks (state) WHERE state <> 'settled';

CREATE TABLE suspects (
    task_id         INTEGER NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
    position        INTEGER NOT NULL,
    snapshot_number INTEGER NOT NULL,
    send_number     INTEGER NOT NULL,
    PRIMARY KEY (task_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE extras (
    id          INTEGER PRIMARY KEY,
    task_id     INTEGER NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
    snapshot_id TEXT NOT NULL,
    name        TEXT NOT NULL,
    status      TEXT NOT NULL,
    created_ms  INTEGER,
    found_at_ms INTEGER,
    UNIQUE (task_id, snapshot_id)
) STRICT;

-- For people with the sqlite3 program; the daemon does not read them.
CREATE VIEW readable_slots AS
    SELECT id, policy, datetime(instant_s, 'unixepoch') AS slot_utc, kind, state, reason, local_time,
           tasks, done, skipped, missed, failed
    FROM slots;
CREATE VIEW readable_tasks AS
    SELECT tasks.id, slots.policy, datetime(slots.instant_s, 'unixepoch') AS slot_utc, slots.kind,
           sites.account || '/' || sites.region AS site, desktop_id, desktop_name, disk, tasks.state, outcome,
           tasks.reason, detail, base_name, snapshot_id,
           datetime(accepted_at_ms / 1000, 'unixepoch') AS accepted_utc,
           datetime(settled_at_ms / 1000, 'unixepoch') AS settled_utc
    FROM tasks JOIN slots ON slots.id = tasks.slot_id JOIN sites ON sites.id = tasks.site_id;
)sql";

}  // namespace ecdsnap::adapters::sql
