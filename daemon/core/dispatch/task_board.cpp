#include "core/dispatch/task_board.hpp"

#include "core/dispatch/overdue_book.hpp"
#include "core/dispatch/rotation.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace ecdsnap::core {
namespace {

void keep(std::set<TaskId>& set, TaskId id, bool member) {
    if (member)
        set.insert(id);
    else
        set.erase(id);
}

}  // namespace

Task& TaskBoard::add(Task task, WallTime window_end, std::uint32_t priority, std::uint32_t overdue) {
    const TaskId id = task.id;
    const std::uint64_t rotation = rotation_of(task.slot_id, task.desktop_id, task.disk);
    remove(id);
    Entry& placed = entries_[id];
    placed.task = std::move(task);
    placed.need = Need{highest_priority - std::min(priority, highest_priority), window_end,
                       OverdueBook::most - std::min(overdue, OverdueBook::most), rotation, id};
    link(placed);
    Slot& slot = slots_[placed.task.slot_id];
    if (slot.ids.empty() || slot.ids.back() < id)
        slot.ids.push_back(id);
    else if (const auto at = std::lower_bound(slot.ids.begin(), slot.ids.end(), id); *at != id)
        slot.ids.insert(at, id);
    ++slot.present;
    changed(id);
    return placed.task;
}

void TaskBoard::remove(TaskId id) {
    const auto place = entries_.find(id);
    if (place == entries_.end()) return;
    Entry& entry = place->second;
    wakes_.erase(entry);
    ready_.erase(entry);
    followed_.erase(id);
    suspect_.erase(id);
    if (entry.unsent) --unsent_;
    unlink(entry);
    const auto slot = slots_.find(entry.task.slot_id);
    if (--slot->second.present == 0) slots_.erase(slot);
    entries_.erase(place);
}

TaskBoard::Entry* TaskBoard::entry(TaskId id) {
    const auto place = entries_.find(id);
    return place == entries_.end() ? nullptr : &place->second;
}

const TaskBoard::Entry* TaskBoard::entry(TaskId id) const {
    const auto place = entries_.find(id);
    return place == entries_.end() ? nullptr : &place->second;
}

Task* TaskBoard::find(TaskId id) {
    Entry* found = entry(id);
    return found == nullptr ? nullptr : &found->task;
}

const Task* TaskBoard::find(TaskId id) const {
    const Entry* found = entry(id);
    return found == nullptr ? nullptr : &found->task;
}

void TaskBoard::link(Entry& entry) {
    Entry** at = &desktops_.try_emplace(entry.task.desktop_id, nullptr).first->second;
    while (*at != nullptr && (*at)->task.id < entry.task.id)
        at = &(*at)->next;
    entry.next = std::exchange(*at, &entry);
}

void TaskBoard::unlink(const Entry& entry) {
    const auto line = desktops_.find(entry.task.desktop_id);
    Entry** at = &line->second;
    while (*at != &entry)
        at = &(*at)->next;
    *at = entry.next;
    if (line->second == nullptr) desktops_.erase(line);
}

const TaskBoard::Entry* TaskBoard::first_of_desktop(std::string_view desktop_id) const {
    const auto line = desktops_.find(desktop_id);
    return line == desktops_.end() ? nullptr : line->second;
}

std::vector<TaskId> TaskBoard::of_disk(std::string_view desktop_id, DiskKind disk) const {
    std::vector<TaskId> ids;
    for (const Entry* entry = first_of_desktop(desktop_id); entry != nullptr; entry = entry->next)
        if (entry->task.disk == disk) ids.push_back(entry->task.id);
    return ids;
}

bool TaskBoard::has(std::int64_t slot_id, std::string_view desktop_id, DiskKind disk) const {
    for (const Entry* entry = first_of_desktop(desktop_id); entry != nullptr; entry = entry->next)
        if (entry->task.slot_id == slot_id && entry->task.disk == disk) return true;
    return false;
}

bool TaskBoard::has(std::int64_t slot_id, std::string_view desktop_id) const {
    return has(slot_id, desktop_id, DiskKind::system) || has(slot_id, desktop_id, DiskKind::data);
}

std::optional<TaskId> TaskBoard::first_of_disk(std::string_view desktop_id, DiskKind disk) const {
    for (const Entry* entry = first_of_desktop(desktop_id); entry != nullptr; entry = entry->next)
        if (entry->task.disk == disk && entry->task.state != TaskState::settled) return entry->task.id;
    return std::nullopt;
}

bool TaskBoard::is_first_of_disk(const Task& task) const {
    const auto first = first_of_disk(task.desktop_id, task.disk);
    return !first || *first >= task.id;
}

void TaskBoard::wake_at(TaskId id, SteadyTime when) {
    Entry* found = entry(id);
    if (found == nullptr) return;
    wakes_.erase(*found);
    found->wake = when;
    if (when != never) wakes_.push(*found);
}

std::vector<TaskId> TaskBoard::due(SteadyTime now) {
    std::vector<TaskId> due;
    while (!wakes_.empty() && wakes_.first().wake <= now) {
        Entry& entry = wakes_.first();
        wakes_.erase(entry);
        entry.wake = never;
        due.push_back(entry.task.id);
    }
    return due;
}

SteadyTime TaskBoard::next_wake() const {
    return wakes_.empty() ? never : wakes_.first().wake;
}

const Need* TaskBoard::need(TaskId id) const {
    const Entry* found = entry(id);
    return found == nullptr ? nullptr : &found->need;
}

void TaskBoard::make_ready(TaskId id) {
    Entry* found = entry(id);
    if (found != nullptr && found->ready_place == 0) ready_.push(*found);
}

std::optional<TaskId> TaskBoard::take_ready() {
    if (ready_.empty()) return std::nullopt;
    Entry& entry = ready_.first();
    ready_.erase(entry);
    return entry.task.id;
}

void TaskBoard::changed(TaskId id) {
    Entry* found = entry(id);
    if (found == nullptr) return;
    const Task& task = found->task;
    keep(followed_, id, task.state == TaskState::followed);
    keep(suspect_, id, !task.suspects.empty());
    const bool unsent = task.state == TaskState::due || task.state == TaskState::intended;
    if (std::exchange(found->unsent, unsent) == unsent) return;
    if (unsent)
        ++unsent_;
    else
        --unsent_;
}

std::vector<TaskId> TaskBoard::due_or_intended() const {
    std::vector<TaskId> ids;
    ids.reserve(unsent_);
    for (const auto& [id, entry] : entries_)
        if (entry.unsent) ids.push_back(id);
    return ids;
}

std::vector<TaskId> TaskBoard::ids() const {
    std::vector<TaskId> ids;
    ids.reserve(entries_.size());
    for (const auto& [id, entry] : entries_)
        ids.push_back(id);
    return ids;
}

std::vector<TaskId> TaskBoard::of_slot(std::int64_t slot_id) const {
    const auto slot = slots_.find(slot_id);
    if (slot == slots_.end()) return {};
    std::vector<TaskId> ids;
    ids.reserve(slot->second.present);
    for (const TaskId id : slot->second.ids)
        if (entries_.contains(id)) ids.push_back(id);
    return ids;
}

}  // namespace ecdsnap::core
