#include "contract/ledger_samples.hpp"

#include <fmt/format.h>

namespace ecdsnap::contract {
namespace {

long long count(core::WallTime time) {
    return time.time_since_epoch().count();
}

}  // namespace

core::SlotInstant instant(int hours) {
    return core::SlotInstant{std::chrono::seconds{1'795'543'200}} + std::chrono::hours{hours};
}

core::WallTime wall(int hours) {
    return instant(hours);
}

core::Slot sample_slot(std::int64_t id, std::string policy, int hours) {
    core::Slot slot;
    slot.id = id;
    slot.key.policy = std::move(policy);
    slot.key.instant = instant(hours);
    slot.opened_at = wall(hours) + core::Millis{250};
    slot.window_end = wall(hours + 3);
    slot.local_time = "2026-11-25 02:00 CST";
    slot.zones = "- Europe/Berlin";
    slot.rules.name_template = "{policy}-{desktop_id}";
    slot.rules.timezone = "Asia/Shanghai";
    return slot;
}

core::Task sample_task(std::int64_t id, std::int64_t slot_id, std::string desktop, core::DiskKind disk) {
    core::SiteId site;
    site.account = "main";
    site.region = "cn-hangzhou";
    core::Task task;
    task.id = id;
    task.slot_id = slot_id;
    task.site = std::make_shared<const core::SiteId>(site);
    task.desktop_name = "name of " + desktop;
    task.desktop_id = std::move(desktop);
    task.disk = disk;
    return task;
}

core::Task settled(core::Task task, core::Outcome outcome, core::Reason reason) {
    task.state = core::TaskState::settled;
    task.outcome = outcome;
    task.reason = reason;
    task.settled_at = wall(1);
    return task;
}

core::Extra sample_extra(std::int64_t task_id, std::string snapshot_id) {
    core::Extra extra;
    extra.task_id = task_id;
    extra.name = "name of " + snapshot_id;
    extra.snapshot_id = std::move(snapshot_id);
    extra.status = core::SnapshotStatus::progressing;
    extra.created = wall();
    extra.found_at = wall() + core::Millis{1234};
    return extra;
}

ports::TaskIdentity identity_of(const core::Slot& slot, const core::Task& task) {
    ports::TaskIdentity identity;
    identity.slot = slot.key;
    identity.site = *task.site;
    identity.desktop_id = task.desktop_id;
    identity.disk = task.disk;
    return identity;
}

std::string stored_text(const core::Slot& slot) {
    const auto& rules = slot.rules;
    const auto& counts = slot.counts;
    return fmt::format(
        "slot {} {} {} {} {} opened {} until {} '{}' for '{}' '{}' age {} | {} {} {} {} {} {} {} {} {} {} '{}' '{}' {} "
        "| {} {} {} {} {}",
        slot.id, slot.key.policy, slot.key.instant.time_since_epoch().count(), text(slot.key.kind), text(slot.state),
        count(slot.opened_at), count(slot.window_end), slot.local_time, slot.zones, slot.reason,
        slot.inventory_age.count(), rules.states.running, rules.states.stopped, text(rules.states.hibernated),
        rules.retry.first.count(), rules.retry.most.count(), rules.retry.attempts, text(rules.overlap),
        rules.window.count(), rules.spread.count(), rules.completion.count(), rules.name_template,
        rules.description_template, rules.timezone, counts.tasks, counts.done, counts.skipped, counts.missed,
        counts.failed);
}

std::string stored_text(const core::Task& task) {
    auto written = fmt::format(
        "task {} of slot {} at {}: {} '{}' {} | {} {} {} '{}' name '{}' number {} sends {} "
        "failed {} snapshot '{}' accepted {} settled {} reopened {} vanished {}",
        task.id, task.slot_id, core::text(*task.site), task.desktop_id, task.desktop_name, text(task.disk),
        text(task.state), text(task.outcome), text(task.reason), task.detail, task.base_name, task.snapshot_number,
        task.send_number, task.failed_snapshots, task.snapshot_id, count(task.accepted_at), count(task.settled_at),
        task.reopened, task.vanished_once);
    for (const auto& suspect : task.suspects)
        written += fmt::format(" suspect {}/{}", suspect.snapshot_number, suspect.send_number);
    for (const auto& extra : task.extras)
        written += fmt::format(" extra of {}: {} '{}' {} {} {}", extra.task_id, extra.snapshot_id, extra.name,
                               text(extra.status), count(extra.created), count(extra.found_at));
    return written;
}

}  // namespace ecdsnap::contract
