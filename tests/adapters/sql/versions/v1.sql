-- A ledger of schema version 1 as its program left it: every word of every enumeration is in it. Never edit it.
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
INSERT INTO starts VALUES ('k3q7ab', 1795543200000);
INSERT INTO policies VALUES ('nightly', 1795456800000, 1795543200, 0, '0 2 * * * Asia/Shanghai');
INSERT INTO sites VALUES (1, 'main', 'cn-hangzhou');
INSERT INTO sites VALUES (2, 'main', 'cn-shanghai');
INSERT INTO site_memories VALUES (1, 2750, 0, 1795456800000, 0);
INSERT INTO met_limits VALUES (1, 'create', 179100, 1795543200000);
INSERT INTO met_limits VALUES (1, 'read', 720000, 1795543200000);
INSERT INTO pauses VALUES ('everything', '', 1795543200000, 1795550400000, 'root', 'maintenance', 1795546800000);
INSERT INTO pauses VALUES ('policy', 'nightly', 1795543200000, 1795629600000, 'uid 1000', 'office 云 moves', NULL);
INSERT INTO pauses VALUES ('site', 'main/cn-shanghai', 1795543200000, 1795629600000, 'root', 'network', NULL);
INSERT INTO approvals VALUES ('nightly', 4524, 'uid 1000', 1795543200000);
INSERT INTO wakes VALUES (1, 'ecd-0000', 'nightly', 1795543200, 'asked', 1, 1795543201000, NULL, 'none');
INSERT INTO wakes VALUES (1, 'ecd-0002', 'nightly', 1795543200, 'woken', 2, 1795543202000, NULL, 'none');
INSERT INTO wakes VALUES (2, 'ecd-0001', 'weekly', 1795543200, 'returning', 1, 1795543203000, NULL, 'none');
INSERT INTO wakes VALUES (2, 'ecd-0003', 'weekly', 1795456800, 'over', 1, 1795456802000, 1795458802000, 'put_back');
INSERT INTO slots VALUES (1, 'nightly', 1795543200, 'scheduled', 'open', 1795543200250, 1795554000000, '2026-11-25 02:00 CST', '', 60000, 1, 1, 'skip', 'none', 1800000, 50, 0, 0, 0, 30000, 600000, 5, 'queue', 10800000, 2700000, 86400000, '{policy}-{desktop_id}-{key}', 'nightly backup of {desktop_name}', 'Asia/Shanghai', '- Europe/Berlin', 30, 0, 0, 0, 0);
INSERT INTO slots VALUES (2, 'nightly', 1795546800, 'manual', 'open', 1795546800250, 1795557600000, '2026-11-25 02:00 CST', '', 60000, 1, 1, 'skip', 'no_session', 900000, 80, 12, 3, 604800000, 30000, 600000, 5, 'skip', 10800000, 2700000, 86400000, '{policy}-{desktop_id}-{key}', 'nightly backup of {desktop_name}', 'Asia/Shanghai', '', 0, 0, 0, 0, 0);
INSERT INTO slots VALUES (3, 'weekly', 1795543200, 'scheduled', 'open', 1795543200250, 1795554000000, '2026-11-25 02:00 CST', 'catch-up', 60000, 1, 1, 'wake', 'none', 1800000, 50, 0, 0, 0, 30000, 600000, 5, 'replace', 10800000, 2700000, 86400000, '{policy}-{desktop_id}-{key}', 'nightly backup of {desktop_name}', 'Asia/Shanghai', '', 0, 0, 0, 0, 0);
INSERT INTO slots VALUES (4, 'nightly', 1795456800, 'scheduled', 'closed', 1795456800250, 1795467600000, '2026-11-25 02:00 CST', '', 60000, 1, 1, 'skip', 'none', 1800000, 50, 0, 0, 0, 30000, 600000, 5, 'queue', 10800000, 2700000, 86400000, '{policy}-{desktop_id}-{key}', 'nightly backup of {desktop_name}', 'Asia/Shanghai', '', 0, 0, 0, 0, 0);
INSERT INTO slots VALUES (5, 'weekly', 1795456800, 'scheduled', 'passed', 1795456800250, 1795467600000, '2026-11-25 02:00 CST', 'missed: the daemon was down', 60000, 1, 1, 'skip', 'none', 1800000, 50, 0, 0, 0, 30000, 600000, 5, 'queue', 10800000, 2700000, 86400000, '{policy}-{desktop_id}-{key}', 'nightly backup of {desktop_name}', 'Asia/Shanghai', '', 0, 0, 0, 0, 0);
INSERT INTO tasks VALUES (1, 1, 1, 'ecd-0000', 'office 云 0', 'system', 'due', 'none', 'none', 'detail', 'nightly-ecd-0000-k3q7ab', 1, 0, 0, '', NULL, NULL, 0, 0);
INSERT INTO tasks VALUES (2, 1, 2, 'ecd-0001', 'office 云 1', 'data', 'intended', 'done', 'state_excluded', 'detail', 'nightly-ecd-0001-k3q7ab', 1, 1, 0, '', NULL, NULL, 0, 0);
INSERT INTO tasks VALUES (3, 1, 1, 'ecd-0002', 'office 云 2', 'system', 'followed', 'skipped', 'hibernated', 'detail', 'nightly-ecd-0002-k3q7ab', 1, 2, 0, 's-0002', 1795543205000, NULL, 0, 0);
INSERT INTO tasks VALUES (4, 1, 2, 'ecd-0003', 'office 云 3', 'data', 'settled', 'missed', 'expired', 'detail', 'nightly-ecd-0003-k3q7ab', 1, 0, 0, 's-0003', 1795543205000, 1795543800000, 0, 0);
INSERT INTO tasks VALUES (5, 1, 1, 'ecd-0004', 'office 云 4', 'system', 'due', 'failed', 'deleted', 'detail', 'nightly-ecd-0004-k3q7ab', 1, 1, 0, '', NULL, NULL, 0, 0);
INSERT INTO tasks VALUES (6, 1, 2, 'ecd-0005', 'office 云 5', 'data', 'intended', 'none', 'gone', 'detail', 'nightly-ecd-0005-k3q7ab', 1, 2, 0, '', NULL, NULL, 0, 0);
INSERT INTO tasks VALUES (7, 1, 1, 'ecd-0006', 'office 云 6', 'system', 'followed', 'done', 'policy_removed', 'detail', 'nightly-ecd-0006-k3q7ab', 1, 0, 0, 's-0006', 1795543205000, NULL, 0, 0);
INSERT INTO tasks VALUES (8, 1, 2, 'ecd-0007', 'office 云 7', 'data', 'settled', 'skipped', 'overlapped', 'detail', 'nightly-ecd-0007-k3q7ab', 1, 1, 0, 's-0007', 1795543205000, 1795543800000, 0, 0);
INSERT INTO tasks VALUES (9, 1, 1, 'ecd-0008', 'office 云 8', 'system', 'due', 'missed', 'replaced', 'detail', 'nightly-ecd-0008-k3q7ab', 1, 2, 0, '', NULL, NULL, 0, 0);
INSERT INTO tasks VALUES (10, 1, 2, 'ecd-0009', 'office 云 9', 'data', 'intended', 'failed', 'paused', 'detail', 'nightly-ecd-0009-k3q7ab', 1, 0, 0, '', NULL, NULL, 0, 0);
INSERT INTO tasks VALUES (11, 1, 1, 'ecd-0010', 'office 云 10', 'system', 'followed', 'none', 'spread', 'detail', 'nightly-ecd-0010-k3q7ab', 1, 1, 0, 's-0010', 1795543205000, NULL, 0, 0);
INSERT INTO tasks VALUES (12, 1, 2, 'ecd-0011', 'office 云 11', 'data', 'settled', 'done', 'desktop_state', 'detail', 'nightly-ecd-0011-k3q7ab', 1, 2, 0, 's-0011', 1795543205000, 1795543800000, 0, 0);
INSERT INTO tasks VALUES (13, 1, 1, 'ecd-0012', 'office 云 12', 'system', 'due', 'skipped', 'earlier_task', 'detail', 'nightly-ecd-0012-k3q7ab', 1, 0, 0, '', NULL, NULL, 0, 0);
INSERT INTO tasks VALUES (14, 1, 2, 'ecd-0013', 'office 云 13', 'data', 'intended', 'missed', 'disk_busy', 'detail', 'nightly-ecd-0013-k3q7ab', 1, 1, 0, '', NULL, NULL, 0, 0);
INSERT INTO tasks VALUES (15, 1, 1, 'ecd-0014', 'office 云 14', 'system', 'followed', 'failed', 'throttled', 'detail', 'nightly-ecd-0014-k3q7ab', 1, 2, 0, 's-0014', 1795543205000, NULL, 0, 0);
INSERT INTO tasks VALUES (16, 1, 2, 'ecd-0015', 'office 云 15', 'data', 'settled', 'none', 'back_off', 'detail', 'nightly-ecd-0015-k3q7ab', 1, 0, 0, 's-0015', 1795543205000, 1795543800000, 0, 0);
INSERT INTO tasks VALUES (17, 1, 1, 'ecd-0016', 'office 云 16', 'system', 'due', 'done', 'answer_lost', 'detail', 'nightly-ecd-0016-k3q7ab', 1, 1, 0, '', NULL, NULL, 0, 0);
INSERT INTO tasks VALUES (18, 1, 2, 'ecd-0017', 'office 云 17', 'data', 'intended', 'skipped', 'no_capacity', 'detail', 'nightly-ecd-0017-k3q7ab', 1, 2, 0, '', NULL, NULL, 0, 0);
INSERT INTO tasks VALUES (19, 1, 1, 'ecd-0018', 'office 云 18', 'system', 'followed', 'missed', 'ledger_unavailable', 'detail', 'nightly-ecd-0018-k3q7ab', 1, 0, 0, 's-0018', 1795543205000, NULL, 0, 0);
INSERT INTO tasks VALUES (20, 1, 2, 'ecd-0019', 'office 云 19', 'data', 'settled', 'failed', 'stopping', 'detail', 'nightly-ecd-0019-k3q7ab', 1, 1, 0, 's-0019', 1795543205000, 1795543800000, 0, 0);
INSERT INTO tasks VALUES (21, 1, 1, 'ecd-0020', 'office 云 20', 'system', 'due', 'none', 'refused', 'detail', 'nightly-ecd-0020-k3q7ab', 1, 2, 0, '', NULL, NULL, 0, 0);
INSERT INTO tasks VALUES (22, 1, 2, 'ecd-0021', 'office 云 21', 'data', 'intended', 'done', 'permission', 'detail', 'nightly-ecd-0021-k3q7ab', 1, 0, 0, '', NULL, NULL, 0, 0);
INSERT INTO tasks VALUES (23, 1, 1, 'ecd-0022', 'office 云 22', 'system', 'followed', 'skipped', 'credentials', 'detail', 'nightly-ecd-0022-k3q7ab', 1, 1, 0, 's-0022', 1795543205000, NULL, 0, 0);
INSERT INTO tasks VALUES (24, 1, 2, 'ecd-0023', 'office 云 23', 'data', 'settled', 'missed', 'quota', 'detail', 'nightly-ecd-0023-k3q7ab', 1, 2, 0, 's-0023', 1795543205000, 1795543800000, 0, 0);
INSERT INTO tasks VALUES (25, 1, 1, 'ecd-0024', 'office 云 24', 'system', 'due', 'failed', 'clock_skew', 'detail', 'nightly-ecd-0024-k3q7ab', 1, 0, 0, '', NULL, NULL, 0, 0);
INSERT INTO tasks VALUES (26, 1, 2, 'ecd-0025', 'office 云 25', 'data', 'intended', 'none', 'reported_failed', 'detail', 'nightly-ecd-0025-k3q7ab', 1, 1, 0, '', NULL, NULL, 0, 0);
INSERT INTO tasks VALUES (27, 1, 1, 'ecd-0026', 'office 云 26', 'system', 'followed', 'done', 'stuck', 'detail', 'nightly-ecd-0026-k3q7ab', 1, 2, 0, 's-0026', 1795543205000, NULL, 0, 0);
INSERT INTO tasks VALUES (28, 1, 2, 'ecd-0027', 'office 云 27', 'data', 'settled', 'skipped', 'vanished', 'detail', 'nightly-ecd-0027-k3q7ab', 1, 0, 0, 's-0027', 1795543205000, 1795543800000, 0, 0);
INSERT INTO tasks VALUES (29, 1, 1, 'ecd-0028', 'office 云 28', 'system', 'due', 'missed', 'accomplished', 'detail', 'nightly-ecd-0028-k3q7ab', 1, 1, 0, '', NULL, NULL, 0, 0);
INSERT INTO tasks VALUES (30, 1, 2, 'ecd-0029', 'office 云 29', 'data', 'intended', 'failed', 'found', 'detail', 'nightly-ecd-0029-k3q7ab', 1, 2, 0, '', NULL, NULL, 0, 0);
INSERT INTO tasks VALUES (31, 1, 1, 'ecd-0030', 'office 云 30', 'system', 'followed', 'none', 'unreachable', 'detail', 'nightly-ecd-0030-k3q7ab', 1, 0, 0, 's-0030', 1795543205000, NULL, 0, 0);
INSERT INTO suspects VALUES (2, 0, 1, 1);
INSERT INTO suspects VALUES (2, 1, 1, 2);
INSERT INTO extras VALUES (1, 2, 's-extra-0', 'nightly-ecd-0001-k3q7ab', 'PROGRESSING', 1795543200000, 1795543209000);
INSERT INTO extras VALUES (2, 2, 's-extra-1', 'nightly-ecd-0001-k3q7ab', 'ACCOMPLISHED', 1795543200000, 1795543209000);
INSERT INTO extras VALUES (3, 2, 's-extra-2', 'nightly-ecd-0001-k3q7ab', 'FAILED', 1795543200000, 1795543209000);
INSERT INTO extras VALUES (4, 2, 's-extra-3', 'nightly-ecd-0001-k3q7ab', 'unknown', 1795543200000, 1795543209000);
UPDATE meta SET last_commit_ms = 1795564800000, written_at_ms = 1795564800000, file_inode = 131, closed = 1, next_slot_id = 6, next_task_id = 32;
PRAGMA application_id = 1162036307;
PRAGMA user_version = 1;
PRAGMA journal_mode = WAL;
