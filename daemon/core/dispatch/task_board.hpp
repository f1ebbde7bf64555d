// The tasks of one site that are not yet history, with the orders in which they are asked for: by disk, by the moment
// they wake, by need. It holds; it does not decide.
#pragma once

#include "core/dispatch/need.hpp"
#include "core/policy/task_rules.hpp"
#include "core/task/task.hpp"
#include "core/time.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ecdsnap::core {

class TaskBoard {
public:
    // The task must have an id of its own. It is neither ready nor set to wake. `priority`: TaskRules::priority;
    // `overdue`: OverdueBook::slots.
    Task& add(Task task, WallTime window_end, std::uint32_t priority = TaskRules{}.priority, std::uint32_t overdue = 0);
    void remove(TaskId id);
    Task* find(TaskId id);
    const Task* find(TaskId id) const;
    std::size_t size() const { return entries_.size(); }

    // Every task of that disk on the board, oldest first.
    std::vector<TaskId> of_disk(std::string_view desktop_id, DiskKind disk) const;
    // Whether no unsettled task of the same disk is older.
    bool is_first_of_disk(const Task& task) const;
    // The oldest unsettled task of the disk.
    std::optional<TaskId> first_of_disk(std::string_view desktop_id, DiskKind disk) const;

    // Wakes: `due` hands out and forgets what is due at `now`, earliest first.
    void wake_at(TaskId id, SteadyTime when);
    std::vector<TaskId> due(SteadyTime now);
    SteadyTime next_wake() const;

    // nullptr: no such task.
    const Need* need(TaskId id) const;

    // Ready: waits for its turn. `take_ready` hands out in order of need: highest priority, nearest end of window, most
    // overdue, then a stable rotation.
    void make_ready(TaskId id);
    std::optional<TaskId> take_ready();
    bool has_ready() const { return !ready_.empty(); }
    std::size_t ready_count() const { return ready_.size(); }

    // To be called after every change of the task's state or suspects: keeps the sets below.
    void changed(TaskId id);
    const std::set<TaskId>& followed() const { return followed_; }
    const std::set<TaskId>& suspect() const { return suspect_; }  // tasks with at least one suspect
    const std::set<TaskId>& due_or_intended() const { return unsent_; }
    std::size_t unsettled() const { return unsent_.size() + followed_.size(); }

    // Ascending.
    std::vector<TaskId> ids() const;
    std::vector<TaskId> of_slot(std::int64_t slot_id) const;

private:
    using Disk = std::pair<std::string, DiskKind>;

    struct Entry {
        Task task;
        Need need;
        SteadyTime wake = never;
        bool ready = false;
    };

    std::map<TaskId, Entry> entries_;
    std::map<Disk, std::vector<TaskId>, std::less<>> disks_;
    std::map<std::int64_t, std::vector<TaskId>> slots_;
    std::set<std::pair<SteadyTime, TaskId>> wakes_;
    std::set<Need> ready_;
    std::set<TaskId> followed_;
    std::set<TaskId> suspect_;
    std::set<TaskId> unsent_;
};

}  // namespace ecdsnap::core
