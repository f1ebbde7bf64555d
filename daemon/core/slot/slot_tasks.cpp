#include "core/slot/slot_tasks.hpp"

#include "core/policy/snapshot_name.hpp"
#include "core/schedule/spread.hpp"

#include <utility>

namespace ecdsnap::core {
namespace {

// Valid while all of these are.
NameFields fields_of(const SlotContext& context, const Task& task, std::string_view office_site, std::string_view key) {
    NameFields fields;
    fields.policy = context.slot.key.policy;
    fields.desktop_id = task.desktop_id;
    fields.desktop_name = task.desktop_name;
    fields.office_site = office_site;
    fields.account = context.site->account;
    fields.region = context.site->region;
    fields.disk = task.disk;
    fields.slot = context.slot.key.instant;
    fields.zone = context.zone;
    fields.key = key;
    return fields;
}

}  // namespace

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

std::string base_name_for(const SlotContext& context, const Task& task, std::string_view office_site) {
    const std::string key = key_of(context.owner, context.slot, task);
    return base_name(context.slot.rules.name_template, fields_of(context, task, office_site, key));
}

std::string description_for(const SlotContext& context, const Task& task, std::string_view office_site) {
    const std::string key = key_of(context.owner, context.slot, task);
    return render_template(context.slot.rules.description_template, fields_of(context, task, office_site, key));
}

std::string key_of(std::string_view owner, const Slot& slot, const Task& task) {
    return task_key(owner, slot.key, task.desktop_id, task.disk);
}

}  // namespace ecdsnap::core
