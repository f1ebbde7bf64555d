#include "adapters/sql/change_writer.hpp"

#include "core/clock_trust.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace ecdsnap::adapters::sql {
namespace {

constexpr auto upsert_slot = R"sql(
INSERT INTO slots (id, policy, instant_s, kind, state, opened_at_ms, window_end_ms, local_time, reason,
                   inventory_age_ms, rule_running, rule_stopped, rule_hibernated, rule_prefer, rule_prefer_until_ms, priority,
                   most_per_site, most_per_office_site, skip_unchanged_ms, retry_first_ms, retry_most_ms,
                   retry_attempts, overlap, window_ms, spread_ms, completion_ms, name_template, description_template,
                   timezone, zones, tasks, done, skipped, missed, failed)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24,
        ?25, ?26, ?27, ?28, ?29, ?30, ?31, ?32, ?33, ?34, ?35)
ON CONFLICT (id) DO UPDATE SET
    state = excluded.state, opened_at_ms = excluded.opened_at_ms, window_end_ms = excluded.window_end_ms,
    local_time = excluded.local_time, reason = excluded.reason, inventory_age_ms = excluded.inventory_age_ms,
    rule_running = excluded.rule_running, rule_stopped = excluded.rule_stopped,
    rule_hibernated = excluded.rule_hibernated, rule_prefer = excluded.rule_prefer,
    rule_prefer_until_ms = excluded.rule_prefer_until_ms, priority = excluded.priority,
    most_per_site = excluded.most_per_site, most_per_office_site = excluded.most_per_office_site,
    skip_unchanged_ms = excluded.skip_unchanged_ms,
    retry_first_ms = excluded.retry_first_ms, retry_most_ms = excluded.retry_most_ms,
    retry_attempts = excluded.retry_attempts, overlap = excluded.overlap, window_ms = excluded.window_ms,
    spread_ms = excluded.spread_ms, completion_ms = excluded.completion_ms, name_template = excluded.name_template,
    description_template = excluded.description_template, timezone = excluded.timezone, zones = excluded.zones,
    tasks = excluded.tasks,
    done = excluded.done, skipped = excluded.skipped, missed = excluded.missed, failed = excluded.failed
WHERE policy = excluded.policy AND instant_s = excluded.instant_s AND kind = excluded.kind
)sql";

constexpr auto upsert_task = R"sql(
INSERT INTO tasks (id, slot_id, site_id, desktop_id, desktop_name, disk, state, outcome, reason, detail, base_name,
                   snapshot_number, send_number, failed_snapshots, snapshot_id, accepted_at_ms, settled_at_ms, reopened,
                   vanished_once)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)
ON CONFLICT (id) DO UPDATE SET
    desktop_name = excluded.desktop_name, state = excluded.state, outcome = excluded.outcome, reason = excluded.reason,
    detail = excluded.detail, base_name = excluded.base_name, snapshot_number = excluded.snapshot_number,
    send_number = excluded.send_number, failed_snapshots = excluded.failed_snapshots,
    snapshot_id = excluded.snapshot_id, accepted_at_ms = excluded.accepted_at_ms,
    settled_at_ms = excluded.settled_at_ms, reopened = excluded.reopened, vanished_once = excluded.vanished_once
WHERE slot_id = excluded.slot_id AND site_id = excluded.site_id AND desktop_id = excluded.desktop_id
    AND disk = excluded.disk
)sql";

constexpr auto upsert_verified = R"sql(
INSERT INTO verified (site_id, desktop_id, disk, made_at_ms) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (site_id, desktop_id, disk) DO UPDATE SET made_at_ms = excluded.made_at_ms
WHERE made_at_ms < excluded.made_at_ms OR made_at_ms > ?5
)sql";

constexpr auto insert_suspect = R"sql(
INSERT INTO suspects (task_id, position, snapshot_number, send_number) VALUES (?1, ?2, ?3, ?4)
)sql";

constexpr auto upsert_extra = R"sql(
INSERT INTO extras (task_id, snapshot_id, name, status, created_ms, found_at_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
ON CONFLICT (task_id, snapshot_id) DO UPDATE SET
    name = excluded.name, status = excluded.status, created_ms = excluded.created_ms,
    found_at_ms = excluded.found_at_ms
)sql";

constexpr auto upsert_policy = R"sql(
INSERT INTO policies (name, first_seen_ms, last_slot_s, removed, schedule) VALUES (?1, ?2, ?3, ?4, ?5)
ON CONFLICT (name) DO UPDATE SET
    first_seen_ms = excluded.first_seen_ms, last_slot_s = excluded.last_slot_s, removed = excluded.removed,
    schedule = excluded.schedule
)sql";

constexpr auto upsert_site_memory = R"sql(
INSERT INTO site_memories (site_id, longest_listing_lag_ms, stamp_differs, unadopted_since_ms, listing_adopted)
VALUES (?1, ?2, ?3, ?4, ?5)
ON CONFLICT (site_id) DO UPDATE SET
    longest_listing_lag_ms = excluded.longest_listing_lag_ms, stamp_differs = excluded.stamp_differs,
    unadopted_since_ms = excluded.unadopted_since_ms, listing_adopted = excluded.listing_adopted
)sql";

constexpr auto upsert_met_limit = R"sql(
INSERT INTO met_limits (site_id, calls, per_hour, at_ms) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (site_id, calls) DO UPDATE SET per_hour = excluded.per_hour, at_ms = excluded.at_ms
)sql";

constexpr auto upsert_start = R"sql(
INSERT INTO starts (token, at_ms) VALUES (?1, ?2) ON CONFLICT (token) DO UPDATE SET at_ms = excluded.at_ms
)sql";

constexpr auto upsert_pause = R"sql(
INSERT INTO pauses (scope, name, since_ms, until_ms, paused_by, reason, ended_at_ms)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
ON CONFLICT (scope, name) DO UPDATE SET
    since_ms = excluded.since_ms, until_ms = excluded.until_ms, paused_by = excluded.paused_by,
    reason = excluded.reason, ended_at_ms = excluded.ended_at_ms
)sql";

constexpr auto upsert_approval = R"sql(
INSERT INTO approvals (policy, up_to, approved_by, at_ms) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (policy) DO UPDATE SET
    up_to = excluded.up_to, approved_by = excluded.approved_by, at_ms = excluded.at_ms
)sql";

constexpr auto upsert_wake = R"sql(
INSERT INTO wakes (site_id, desktop_id, policy, slot_s, state, calls, since_ms, ended_at_ms, ending)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
ON CONFLICT (site_id, desktop_id) DO UPDATE SET
    policy = excluded.policy, slot_s = excluded.slot_s, state = excluded.state, calls = excluded.calls,
    since_ms = excluded.since_ms, ended_at_ms = excluded.ended_at_ms, ending = excluded.ending
)sql";

}  // namespace

ChangeWriter::ChangeWriter(Database& database, SiteNumbers& sites)
    : database_(database),
      sites_(sites),
      slot_(database, upsert_slot),
      task_(database, upsert_task),
      verified_(database, upsert_verified),
      clear_suspects_(database, "DELETE FROM suspects WHERE task_id = ?1"),
      suspect_(database, insert_suspect),
      extra_(database, upsert_extra),
      policy_(database, upsert_policy),
      site_memory_(database, upsert_site_memory),
      met_limit_(database, upsert_met_limit),
      forget_limit_(database, "DELETE FROM met_limits WHERE site_id = ?1 AND calls = ?2"),
      start_(database, upsert_start),
      pause_(database, upsert_pause),
      approval_(database, upsert_approval),
      wake_(database, upsert_wake),
      highest_task_id_(database.number("SELECT max(id) FROM tasks")) {}

void ChangeWriter::write(std::span<const ports::LedgerChange> changes, core::WallTime now) {
    believed_until_ = now + core::ClockTrust::tolerance;
    for (const auto& change : changes)
        std::visit([this](const auto& one) { write_one(one); }, change);
}

void ChangeWriter::write_one(const core::Slot& slot) {
    const auto& rules = slot.rules;
    const auto& counts = slot.counts;
    slot_.run(slot.id, slot.key.policy, slot.key.instant, core::text(slot.key.kind), core::text(slot.state),
              slot.opened_at, slot.window_end, slot.local_time, slot.reason, slot.inventory_age, rules.states.running,
              rules.states.stopped, core::text(rules.states.hibernated), core::text(rules.states.prefer),
              rules.states.prefer_until, rules.priority, rules.concurrency.per_site, rules.concurrency.per_office_site,
              rules.skip_unchanged, rules.retry.first, rules.retry.most, rules.retry.attempts,
              core::text(rules.overlap), rules.window, rules.spread, rules.completion, rules.name_template,
              rules.description_template, rules.timezone, slot.zones, counts.tasks, counts.done, counts.skipped,
              counts.missed, counts.failed);
    if (database_.changed_rows() == 0)
        throw contradiction(fmt::format("slot {} is stored with another policy, instant or kind", slot.id));
    highest_slot_id_ = std::max(highest_slot_id_, slot.id);
}

void ChangeWriter::write_one(const core::Task& task) {
    if (!task.site) throw contradiction(fmt::format("task {} has no site", task.id));
    task_.run(task.id, task.slot_id, sites_.number_of(*task.site), task.desktop_id, task.desktop_name,
              core::text(task.disk), core::text(task.state), core::text(task.outcome), core::text(task.reason),
              task.detail, task.base_name, task.snapshot_number, task.send_number, task.failed_snapshots,
              task.snapshot_id, task.accepted_at, task.settled_at, task.reopened, task.vanished_once);
    if (database_.changed_rows() == 0)
        throw contradiction(fmt::format("task {} is stored with another slot, site, desktop or disk", task.id));
    if (task.id <= highest_task_id_) clear_suspects_.run(task.id);  // a greater one is new
    add_suspects(task);
    if (task.outcome == core::Outcome::done && task.accepted_at != core::WallTime{})
        verified_.run(sites_.number_of(*task.site), task.desktop_id, core::text(task.disk), task.accepted_at,
                      believed_until_);
    highest_task_id_ = std::max(highest_task_id_, task.id);
}

void ChangeWriter::write_one(const ports::Tasks& tasks) {
    for (const core::Task& task : *tasks.all)
        write_one(task);
}

void ChangeWriter::add_suspects(const core::Task& task) {
    std::int64_t position = 0;
    for (const auto& suspect : task.suspects)
        suspect_.run(task.id, position++, suspect.snapshot_number, suspect.send_number);
}

void ChangeWriter::write_one(const core::Extra& extra) {
    extra_.run(extra.task_id, extra.snapshot_id, extra.name, core::text(extra.status), extra.created, extra.found_at);
}

void ChangeWriter::write_one(const core::PolicyMemory& policy) {
    policy_.run(policy.name, policy.first_seen, policy.last_slot, policy.removed, policy.schedule);
}

void ChangeWriter::write_one(const ports::SiteMemory& memory) {
    site_memory_.run(sites_.number_of(memory.site), memory.longest_listing_lag, memory.stamp_differs,
                     memory.unadopted_since.value_or(core::WallTime{}), memory.listing_adopted);
    for (std::size_t kind = 0; kind < memory.limits.size(); ++kind) {
        const auto calls = core::text(static_cast<core::CallKind>(kind));
        if (const auto& limit = memory.limits[kind])
            met_limit_.run(sites_.number_of(memory.site), calls, std::llround(limit->per_second * 3600), limit->at);
        else
            forget_limit_.run(sites_.number_of(memory.site), calls);
    }
}

void ChangeWriter::write_one(const ports::StartRecord& start) {
    start_.run(start.token, start.at);
}

void ChangeWriter::write_one(const core::Pause& pause) {
    pause_.run(core::text(pause.key.scope), pause.key.name, pause.since, pause.until, pause.by, pause.reason,
               pause.ended);
}

void ChangeWriter::write_one(const core::Approval& approval) {
    approval_.run(approval.policy, approval.up_to, approval.by, approval.at);
}

void ChangeWriter::write_one(const core::Wake& wake) {
    wake_.run(sites_.number_of(wake.site), wake.desktop_id, wake.policy, wake.slot, core::text(wake.state), wake.calls,
              wake.since, wake.ended, core::text(wake.ending));
}

}  // namespace ecdsnap::adapters::sql
