#include "core/slot/slot_tasks.hpp"

#include "core/policy/snapshot_name.hpp"
#include "core/schedule/spread.hpp"

#include <utility>

namespace ecdsnap::core {

// A person who asks for a run means now; a schedule means its slot, spread over the fleet.
SteadyTime earliest_start(const SlotContext& context, std::string_view desktop_id) {
    const Slot& slot = context.slot;
    if (slot.key.kind == SlotKind::manual || slot.rules.spread <= Millis{0}) return context.now;
    const WallTime start = slot.window_end - slot.rules.window;
    const WallTime due = start + spread_delay(slot.key.policy, desktop_id, slot.rules.spread);
    return due <= context.wall_now ? context.now : context.now + (due - context.wall_now);
}

std::vector<DiskKind> disks_of(const Desktop& desktop, const DiskSet& wanted) {
    std::vector<DiskKind> disks;
    if (wanted.system) disks.push_back(DiskKind::system);
    if (wanted.data && desktop.has_data_disk) disks.push_back(DiskKind::data);
    return disks;
}

Task task_for(const SlotContext& context, const Desktop& desktop, DiskKind disk) {
    Task task;
    task.slot_id = context.slot.id;
    task.site = context.site;
    task.desktop_id = desktop.id;
    task.desktop_name = desktop.name;
    task.disk = disk;
    task.not_before = earliest_start(context, desktop.id);
    if (task.not_before > context.now) task.reason = Reason::spread;
    return task;
}

std::string base_name_for(const SlotContext& context, const Desktop& desktop, DiskKind disk) {
    const Slot& slot = context.slot;
    const std::string key = task_key(context.owner, slot.key, desktop.id, disk);
    NameFields fields;
    fields.policy = slot.key.policy;
    fields.desktop_id = desktop.id;
    fields.desktop_name = desktop.name;
    fields.office_site = desktop.office_site_id;
    fields.account = context.site->account;
    fields.region = context.site->region;
    fields.disk = disk;
    fields.slot = slot.key.instant;
    fields.zone = context.zone;
    fields.key = key;
    return base_name(slot.rules.name_template, fields);
}

std::string key_of(std::string_view owner, const Slot& slot, const Task& task) {
    return task_key(owner, slot.key, task.desktop_id, task.disk);
}

}  // namespace ecdsnap::core
