#include "core/dispatch/task_board.hpp"

#include "core/dispatch/rotation.hpp"

#include <algorithm>

namespace ecdsnap::core {
namespace {

void keep(std::set<TaskId>& set, TaskId id, bool member) {
    if (member)
        set.insert(id);
    else
        set.erase(id);
}

}  // namespace

Task& TaskBoard::add(Task task, WallTime window_end, std::uint32_t priority) {
    const TaskId id = task.id;
    const std::uint64_t rotation = rotation_of(task);
    Entry entry;
    entry.task = std::move(task);
    entry.need = Need{highest_priority - std::min(priority, highest_priority), window_end, rotation, id};
    Entry& placed = entries_.insert_or_assign(id, std::move(entry)).first->second;
    auto& line = disks_[Disk{placed.task.desktop_id, placed.task.disk}];
    line.insert(std::upper_bound(line.begin(), line.end(), id), id);
    auto& slot_line = slots_[placed.task.slot_id];
    slot_line.insert(std::upper_bound(slot_line.begin(), slot_line.end(), id), id);
    changed(id);
    return placed.task;
}

void TaskBoard::remove(TaskId id) {
    const auto place = entries_.find(id);
    if (place == entries_.end()) return;
    Entry& entry = place->second;
    wakes_.erase({entry.wake, id});
    ready_.erase(entry.need);
    for (auto* set : {&followed_, &suspect_, &unsent_})
        set->erase(id);
    const auto drop = [id](auto& lines, const auto& key) {
        const auto line = lines.find(key);
        std::erase(line->second, id);
        if (line->second.empty()) lines.erase(line);
    };
    drop(disks_, Disk{entry.task.desktop_id, entry.task.disk});
    drop(slots_, entry.task.slot_id);
    entries_.erase(place);
}

Task* TaskBoard::find(TaskId id) {
    const auto place = entries_.find(id);
    return place == entries_.end() ? nullptr : &place->second.task;
}

const Task* TaskBoard::find(TaskId id) const {
    const auto place = entries_.find(id);
    return place == entries_.end() ? nullptr : &place->second.task;
}

std::vector<TaskId> TaskBoard::of_disk(std::string_view desktop_id, DiskKind disk) const {
    const auto line = disks_.find(Disk{desktop_id, disk});
    return line == disks_.end() ? std::vector<TaskId>{} : line->second;
}

std::optional<TaskId> TaskBoard::first_of_disk(std::string_view desktop_id, DiskKind disk) const {
    const auto line = disks_.find(Disk{desktop_id, disk});
    if (line == disks_.end()) return std::nullopt;
    for (const TaskId id : line->second)
        if (find(id)->state != TaskState::settled) return id;
    return std::nullopt;
}

bool TaskBoard::is_first_of_disk(const Task& task) const {
    const auto first = first_of_disk(task.desktop_id, task.disk);
    return !first || *first >= task.id;
}

void TaskBoard::wake_at(TaskId id, SteadyTime when) {
    const auto place = entries_.find(id);
    if (place == entries_.end()) return;
    SteadyTime& wake = place->second.wake;
    if (wake != never) wakes_.erase({wake, id});
    wake = when;
    if (when != never) wakes_.insert({when, id});
}

std::vector<TaskId> TaskBoard::due(SteadyTime now) {
    std::vector<TaskId> due;
    while (!wakes_.empty() && wakes_.begin()->first <= now) {
        const TaskId id = wakes_.begin()->second;
        wakes_.erase(wakes_.begin());
        entries_.find(id)->second.wake = never;
        due.push_back(id);
    }
    return due;
}

SteadyTime TaskBoard::next_wake() const {
    return wakes_.empty() ? never : wakes_.begin()->first;
}

const Need* TaskBoard::need(TaskId id) const {
    const auto place = entries_.find(id);
    return place == entries_.end() ? nullptr : &place->second.need;
}

void TaskBoard::make_ready(TaskId id) {
    const auto place = entries_.find(id);
    if (place == entries_.end() || place->second.ready) return;
    place->second.ready = true;
    ready_.insert(place->second.need);
}

std::optional<TaskId> TaskBoard::take_ready() {
    if (ready_.empty()) return std::nullopt;
    const TaskId id = ready_.begin()->id;
    ready_.erase(ready_.begin());
    entries_.find(id)->second.ready = false;
    return id;
}

void TaskBoard::changed(TaskId id) {
    const Task* task = find(id);
    if (task == nullptr) return;
    keep(followed_, id, task->state == TaskState::followed);
    keep(suspect_, id, !task->suspects.empty());
    keep(unsent_, id, task->state == TaskState::due || task->state == TaskState::intended);
}

std::vector<TaskId> TaskBoard::ids() const {
    std::vector<TaskId> ids;
    ids.reserve(entries_.size());
    for (const auto& [id, entry] : entries_)
        ids.push_back(id);
    return ids;
}

std::vector<TaskId> TaskBoard::of_slot(std::int64_t slot_id) const {
    const auto line = slots_.find(slot_id);
    return line == slots_.end() ? std::vector<TaskId>{} : line->second;
}

}  // namespace ecdsnap::core
