#include "core/dispatch/task_board.hpp"

#include "core/task/printing.hpp"

#include <algorithm>
#include <set>
#include <string>

using namespace ecdsnap::core;
using namespace std::chrono_literals;

namespace {

constexpr WallTime tonight = WallTime{} + 500'000h;
constexpr SteadyTime now = SteadyTime{} + 1000h;

Task task_of(TaskId id, std::string desktop = "ecd-1", std::int64_t slot = 1, DiskKind disk = DiskKind::system) {
    Task task;
    task.id = id;
    task.slot_id = slot;
    task.desktop_id = std::move(desktop);
    task.disk = disk;
    return task;
}

std::vector<TaskId> take_all(TaskBoard& board) {
    std::vector<TaskId> taken;
    while (const auto id = board.take_ready())
        taken.push_back(*id);
    return taken;
}

}  // namespace

TEST_CASE("the nearest end of a window goes first") {
    TaskBoard board;
    board.add(task_of(1, "ecd-1"), tonight + 3h);
    board.add(task_of(2, "ecd-2"), tonight + 1h);
    board.add(task_of(3, "ecd-3"), tonight + 2h);
    for (const TaskId id : {1, 2, 3})
        board.make_ready(id);
    CHECK(board.ready_count() == 3);
    CHECK(take_all(board) == std::vector<TaskId>{2, 3, 1});
    CHECK_FALSE(board.has_ready());
}

TEST_CASE("of one window, what has gone without a snapshot for longest goes first") {
    TaskBoard board;
    board.add(task_of(1, "ecd-1"), tonight);
    board.add(task_of(2, "ecd-2"), tonight, TaskRules{}.priority, 1);
    board.add(task_of(3, "ecd-3"), tonight, TaskRules{}.priority, 3);
    board.add(task_of(4, "ecd-4"), tonight - 1h);
    for (const TaskId id : {1, 2, 3, 4})
        board.make_ready(id);
    CHECK(take_all(board) == std::vector<TaskId>{4, 3, 2, 1});
}

TEST_CASE("the highest priority goes before the nearest end of a window") {
    TaskBoard board;
    board.add(task_of(1, "ecd-1"), tonight + 1h);
    board.add(task_of(2, "ecd-2"), tonight + 3h, 80);
    board.add(task_of(3, "ecd-3"), tonight + 2h, 80);
    board.add(task_of(4, "ecd-4"), tonight, 0);
    for (const TaskId id : {1, 2, 3, 4})
        board.make_ready(id);
    CHECK(take_all(board) == std::vector<TaskId>{3, 2, 1, 4});
    CHECK(board.need(3)->behind == 20);
    CHECK(board.need(9) == nullptr);
}

TEST_CASE("tasks of one window go in a rotation that is stable for a slot and differs between slots") {
    const auto order = [](std::int64_t slot) {
        TaskBoard board;
        for (TaskId id = 1; id <= 40; ++id) {
            board.add(task_of(id, "ecd-" + std::to_string(id), slot), tonight);
            board.make_ready(id);
        }
        return take_all(board);
    };
    CHECK(order(1) == order(1));
    CHECK(order(1) != order(2));
    auto ids = order(1);
    std::sort(ids.begin(), ids.end());
    CHECK(std::set<TaskId>(ids.begin(), ids.end()).size() == 40);
}

TEST_CASE("a task is ready once, however often it is made so, and again after it was taken") {
    TaskBoard board;
    board.add(task_of(1), tonight);
    board.make_ready(1);
    board.make_ready(1);
    board.make_ready(99);
    CHECK(take_all(board) == std::vector<TaskId>{1});
    board.make_ready(1);
    CHECK(take_all(board) == std::vector<TaskId>{1});
}

TEST_CASE("wakes come earliest first, once, and only the last one set counts") {
    TaskBoard board;
    for (const TaskId id : {1, 2, 3})
        board.add(task_of(id, "ecd-" + std::to_string(id)), tonight);
    CHECK(board.next_wake() == never);
    board.wake_at(1, now + 3s);
    board.wake_at(2, now + 1s);
    board.wake_at(3, now + 2s);
    board.wake_at(1, now + 30s);
    board.wake_at(99, now);
    CHECK(board.next_wake() == now + 1s);
    CHECK(board.due(now + 1s - 1us).empty());
    CHECK(board.due(now + 5s) == std::vector<TaskId>{2, 3});
    CHECK(board.due(now + 5s).empty());
    board.wake_at(1, never);
    CHECK(board.next_wake() == never);
}

TEST_CASE("the tasks of one disk stand in line, oldest first; other disks have lines of their own") {
    TaskBoard board;
    board.add(task_of(5, "ecd-1", 2), tonight);
    board.add(task_of(3, "ecd-1", 1), tonight);
    board.add(task_of(4, "ecd-1", 1, DiskKind::data), tonight);
    board.add(task_of(6, "ecd-2", 2), tonight);
    CHECK(board.of_disk("ecd-1", DiskKind::system) == std::vector<TaskId>{3, 5});
    CHECK(board.of_disk("ecd-9", DiskKind::system).empty());
    CHECK(board.first_of_disk("ecd-1", DiskKind::system) == 3);
    CHECK(board.is_first_of_disk(*board.find(3)));
    CHECK_FALSE(board.is_first_of_disk(*board.find(5)));
    CHECK(board.is_first_of_disk(*board.find(4)));
    CHECK(board.is_first_of_disk(*board.find(6)));

    board.find(3)->state = TaskState::followed;
    board.changed(3);
    CHECK_FALSE(board.is_first_of_disk(*board.find(5)));
    board.find(3)->state = TaskState::settled;
    board.changed(3);
    CHECK(board.first_of_disk("ecd-1", DiskKind::system) == 5);
    CHECK(board.is_first_of_disk(*board.find(5)));
    board.find(5)->state = TaskState::settled;
    CHECK_FALSE(board.first_of_disk("ecd-1", DiskKind::system).has_value());
}

TEST_CASE("the sets follow the state and the suspects of each task") {
    TaskBoard board;
    Task& task = board.add(task_of(1), tonight);
    const auto in = [](const std::set<TaskId>& set) { return set.contains(1); };
    CHECK(board.due_or_intended() == std::vector<TaskId>{1});
    task.state = TaskState::intended;
    board.changed(1);
    CHECK(board.due_or_intended() == std::vector<TaskId>{1});
    CHECK(board.unsent() == 1);
    task.state = TaskState::followed;
    task.suspects.emplace_back();
    board.changed(1);
    CHECK(board.due_or_intended().empty());
    CHECK(board.unsent() == 0);
    CHECK(in(board.followed()));
    CHECK(in(board.suspect()));
    CHECK(board.unsettled() == 1);
    task.state = TaskState::settled;
    board.changed(1);
    CHECK_FALSE(in(board.followed()));
    CHECK(in(board.suspect()));
    CHECK(board.unsettled() == 0);
}

TEST_CASE("a task that is removed is nowhere any more") {
    TaskBoard board;
    board.add(task_of(1), tonight);
    board.add(task_of(2), tonight);
    board.make_ready(1);
    board.wake_at(1, now);
    board.find(1)->suspects.emplace_back();
    board.changed(1);
    board.remove(1);
    board.remove(99);
    CHECK(board.find(1) == nullptr);
    CHECK(board.size() == 1);
    CHECK_FALSE(board.has_ready());
    CHECK(board.next_wake() == never);
    CHECK(board.suspect().empty());
    CHECK(board.of_disk("ecd-1", DiskKind::system) == std::vector<TaskId>{2});
    CHECK(board.of_slot(1) == std::vector<TaskId>{2});
    CHECK(board.ids() == std::vector<TaskId>{2});
    board.remove(2);
    CHECK(board.of_slot(1).empty());
}

TEST_CASE("a slot's disks are known while their tasks are on the board, whatever became of these") {
    TaskBoard board;
    board.add(task_of(1, "ecd-1", 7), tonight);
    board.add(task_of(2, "ecd-1", 8, DiskKind::data), tonight);
    CHECK(board.has(7, "ecd-1", DiskKind::system));
    CHECK_FALSE(board.has(7, "ecd-1", DiskKind::data));
    CHECK(board.has(8, "ecd-1"));
    CHECK_FALSE(board.has(8, "ecd-2"));
    board.find(1)->state = TaskState::settled;
    board.changed(1);
    CHECK(board.has(7, "ecd-1"));
    board.remove(1);
    CHECK_FALSE(board.has(7, "ecd-1"));
    CHECK(board.of_slot(7).empty());
}

TEST_CASE("a board of many slots and desktops gives each back in order, whatever left it before") {
    TaskBoard board;
    for (TaskId id = 1; id <= 300; ++id) {
        board.add(task_of(id, "ecd-" + std::to_string(id % 7), id % 3), tonight);
        board.make_ready(id);
        board.wake_at(id, now + std::chrono::seconds{300 - id});
    }
    for (TaskId id = 2; id <= 300; id += 2)
        board.remove(id);
    CHECK(board.size() == 150);
    CHECK(board.ready_count() == 150);
    CHECK(board.unsent() == 150);
    CHECK(board.of_slot(1).size() == 50);
    const std::vector<TaskId> line = board.of_disk("ecd-1", DiskKind::system);
    CHECK(std::is_sorted(line.begin(), line.end()));
    CHECK(std::all_of(line.begin(), line.end(), [](TaskId id) { return id % 7 == 1 && id % 2 == 1; }));
    CHECK(board.first_of_disk("ecd-1", DiskKind::system) == 1);
    CHECK(board.next_wake() == now + 1s);
    const std::vector<TaskId> due = board.due(now + 1h);
    CHECK(due.size() == 150);
    CHECK(std::is_sorted(due.rbegin(), due.rend()));
    CHECK(take_all(board).size() == 150);
}
