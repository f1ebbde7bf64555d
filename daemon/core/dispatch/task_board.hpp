// The tasks of one site that are not yet history, with the orders in which they are asked for: by disk, by the moment
// they wake, by need. It holds; it does not decide.
#pragma once

#include "core/dispatch/indexed_heap.hpp"
#include "core/dispatch/need.hpp"
#include "core/policy/task_rules.hpp"
#include "core/task/task.hpp"
#include "core/time.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <unordered_map>
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
    bool has(std::int64_t slot_id, std::string_view desktop_id, DiskKind disk) const;
    bool has(std::int64_t slot_id, std::string_view desktop_id) const;
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
    std::vector<TaskId> due_or_intended() const;                  // ascending; looks at every task
    std::size_t unsent() const { return unsent_; }                // how many are due or intended
    std::size_t unsettled() const { return unsent_ + followed_.size(); }

    // Ascending.
    std::vector<TaskId> ids() const;
    std::vector<TaskId> of_slot(std::int64_t slot_id) const;

private:
    // Hundreds of thousands of them: what a task needs only at times is worked out when it is needed.
    struct Entry {
        Task task;
        Need need;
        SteadyTime wake = never;
        Entry* next = nullptr;  // the next younger one of the desktop
        std::uint32_t wake_place = 0;
        std::uint32_t ready_place = 0;
        bool unsent = false;  // counted in unsent_
    };
    struct WakesBefore {
        bool operator()(const Entry& one, const Entry& other) const {
            return one.wake != other.wake ? one.wake < other.wake : one.task.id < other.task.id;
        }
    };
    struct GoesBefore {
        bool operator()(const Entry& one, const Entry& other) const { return one.need < other.need; }
    };
    struct TextHash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
    };
    struct Slot {
        std::vector<TaskId> ids;  // ascending, with some that are no longer on the board
        std::size_t present = 0;
    };

    Entry* entry(TaskId id);
    const Entry* entry(TaskId id) const;
    const Entry* first_of_desktop(std::string_view desktop_id) const;
    void link(Entry& entry);
    void unlink(const Entry& entry);

    std::map<TaskId, Entry> entries_;
    std::unordered_map<SharedText, Entry*, TextHash, std::equal_to<>> desktops_;  // the oldest entry of each
    std::map<std::int64_t, Slot> slots_;
    IndexedHeap<Entry, &Entry::wake_place, WakesBefore> wakes_;
    IndexedHeap<Entry, &Entry::ready_place, GoesBefore> ready_;
    std::set<TaskId> followed_;
    std::set<TaskId> suspect_;
    std::size_t unsent_ = 0;
};

}  // namespace ecdsnap::core
