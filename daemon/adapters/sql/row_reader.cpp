#include "adapters/sql/row_reader.hpp"

#include "adapters/sql/enum_words.hpp"

#include <fmt/format.h>

namespace ecdsnap::adapters::sql {

const std::string slot_columns =
    "slots.id, policy, instant_s, kind, slots.state, opened_at_ms, window_end_ms, local_time, slots.reason, "
    "inventory_age_ms, rule_running, rule_stopped, rule_hibernated, rule_prefer, rule_prefer_until_ms, priority, "
    "most_per_site, "
    "most_per_office_site, skip_unchanged_ms, retry_first_ms, retry_most_ms, retry_attempts, overlap, window_ms, "
    "spread_ms, completion_ms, name_template, description_template, timezone, zones, tasks, done, skipped, missed, "
    "failed";

const std::string task_columns =
    "tasks.id, slot_id, site_id, desktop_id, desktop_name, disk, tasks.state, outcome, tasks.reason, detail, "
    "base_name, "
    "snapshot_number, send_number, failed_snapshots, snapshot_id, accepted_at_ms, settled_at_ms, reopened, "
    "vanished_once";

namespace {

core::TaskRules read_rules(Statement& row) {
    core::TaskRules rules;
    rules.states.running = row.flag();
    rules.states.stopped = row.flag();
    rules.states.hibernated = read_enum<core::Hibernated>(row);
    rules.states.prefer = read_enum<core::Preference>(row);
    rules.states.prefer_until = row.duration();
    rules.priority = row.count();
    rules.concurrency.per_site = row.count();
    rules.concurrency.per_office_site = row.count();
    rules.skip_unchanged = row.duration();
    rules.retry.first = row.duration();
    rules.retry.most = row.duration();
    rules.retry.attempts = row.count();
    rules.overlap = read_enum<core::Overlap>(row);
    rules.window = row.duration();
    rules.spread = row.duration();
    rules.completion = row.duration();
    rules.name_template = row.text();
    rules.description_template = row.text();
    rules.timezone = row.text();
    return rules;
}

}  // namespace

core::Slot read_slot(Statement& row) {
    core::Slot slot;
    slot.id = row.integer();
    slot.key.policy = row.text();
    slot.key.instant = row.instant();
    slot.key.kind = read_enum<core::SlotKind>(row);
    slot.state = read_enum<core::SlotState>(row);
    slot.opened_at = row.wall_time();
    slot.window_end = row.wall_time();
    slot.local_time = row.text();
    slot.reason = row.text();
    slot.inventory_age = row.duration();
    slot.rules = read_rules(row);
    slot.zones = row.text();
    slot.counts.tasks = row.count();
    slot.counts.done = row.count();
    slot.counts.skipped = row.count();
    slot.counts.missed = row.count();
    slot.counts.failed = row.count();
    return slot;
}

core::Task read_task(Statement& row, SiteNumbers& sites) {
    core::Task task;
    task.id = row.integer();
    task.slot_id = row.integer();
    task.site = sites.site(row.integer());
    task.desktop_id = row.text();
    task.desktop_name = row.text();
    task.disk = read_enum<core::DiskKind>(row);
    task.state = read_enum<core::TaskState>(row);
    task.outcome = read_enum<core::Outcome>(row);
    task.reason = read_enum<core::Reason>(row);
    task.detail = row.text();
    task.base_name = row.text();
    task.snapshot_number = row.count();
    task.send_number = row.count();
    task.failed_snapshots = row.count();
    task.snapshot_id = row.text();
    task.accepted_at = row.wall_time();
    task.settled_at = row.wall_time();
    task.reopened = row.flag();
    task.vanished_once = row.flag();
    return task;
}

core::Suspect read_suspect(Statement& row) {
    core::Suspect suspect;
    suspect.snapshot_number = row.count();
    suspect.send_number = row.count();
    return suspect;
}

core::Extra read_extra(Statement& row) {
    core::Extra extra;
    extra.task_id = row.integer();
    extra.snapshot_id = row.text();
    extra.name = row.text();
    extra.status = read_enum<core::SnapshotStatus>(row);
    extra.created = row.wall_time();
    extra.found_at = row.wall_time();
    return extra;
}

TaskParts::TaskParts(Database& database)
    : suspects_(database, fmt::format("SELECT {} FROM suspects WHERE task_id = ?1 ORDER BY position", suspect_columns)),
      extras_(database, fmt::format("SELECT {} FROM extras WHERE task_id = ?1 ORDER BY id", extra_columns)) {}

void TaskParts::read_into(core::Task& task) {
    suspects_.start(task.id);
    while (suspects_.next()) {
        suspects_.integer();  // task_id
        task.suspects.push_back(read_suspect(suspects_));
    }
    extras_.start(task.id);
    while (extras_.next())
        task.extras.push_back(read_extra(extras_));
}

}  // namespace ecdsnap::adapters::sql
