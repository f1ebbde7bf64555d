#include "cli/tables/result_table.hpp"

#include "core/policy/snapshot_name.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

namespace ecdsnap::cli {
namespace {

using core::Outcome;

std::string outcome_word(const core::Task& task) {
    return task.outcome == Outcome::none ? core::text(task.state) : core::text(task.outcome);
}

std::string reason_word(const core::Task& task) {
    if (task.outcome == Outcome::done && task.reason == core::Reason::accomplished) return "";
    return task.reason == core::Reason::none ? "" : core::text(task.reason);
}

// "s-1 nightly-ecd-1-…"; what there is of it.
std::string snapshot_words(const core::Task& task) {
    if (task.base_name.empty()) return task.snapshot_id;
    const auto name = core::numbered_name(task.base_name, task.snapshot_number);
    return task.snapshot_id.empty() ? "" : task.snapshot_id + " " + name;
}

// The snapshot of what is done; of everything else why it is not.
std::string snapshot_or_why(const core::Task& task) {
    if (task.outcome == Outcome::done) return snapshot_words(task);
    std::string why = core::explain(task.reason);
    for (const auto& more : {task.detail, task.snapshot_id})
        if (!more.empty()) why += (why.empty() ? "" : ": ") + more;
    return why;
}

std::string extra_words(const core::Extra& extra) {
    return fmt::format("{} {} ({})", extra.snapshot_id, extra.name, core::text(extra.status));
}

int order_of(Outcome outcome) {
    switch (outcome) {
        case Outcome::failed: return 0;
        case Outcome::missed: return 1;
        case Outcome::none: return 2;
        case Outcome::skipped: return 3;
        case Outcome::done: return 4;
    }
    return 5;
}

std::vector<const core::Task*> tasks_with_problems_first(const std::vector<ports::HistoryEntry>& entries) {
    std::vector<const core::Task*> tasks;
    for (const auto& entry : entries)
        if (entry.task) tasks.push_back(&*entry.task);
    std::ranges::sort(tasks, {}, [](const core::Task* task) {
        return std::tuple(order_of(task->outcome), task->desktop_id, task->disk, task->id);
    });
    return tasks;
}

// "3 done, 1 skipped (1 hibernated)"
std::string summary(const std::vector<const core::Task*>& tasks) {
    std::map<Outcome, std::map<std::string, int>> counts;  // by outcome and reason
    std::map<Outcome, int> sums;
    for (const auto* task : tasks) {
        ++counts[task->outcome][reason_word(*task)];
        ++sums[task->outcome];
    }
    std::string text = fmt::format("{} disk{}", tasks.size(), tasks.size() == 1 ? "" : "s");
    const char* separator = ": ";
    for (const auto outcome : {Outcome::done, Outcome::skipped, Outcome::missed, Outcome::failed, Outcome::none}) {
        if (sums[outcome] == 0) continue;
        text +=
            fmt::format("{}{} {}", separator, sums[outcome], outcome == Outcome::none ? "open" : core::text(outcome));
        std::string reasons;
        for (const auto& [reason, count] : counts[outcome])
            if (!reason.empty()) reasons += fmt::format("{}{} {}", reasons.empty() ? "" : ", ", count, reason);
        if (!reasons.empty()) text += " (" + reasons + ")";
        separator = ", ";
    }
    return text + "\n";
}

}  // namespace

std::string result_table(const std::vector<ports::HistoryEntry>& entries, std::size_t width) {
    const auto tasks = tasks_with_problems_first(entries);
    Table table({{"DESKTOP"}, {"NAME"}, {"DISK"}, {"OUTCOME"}, {"REASON"}, {"SNAPSHOT, OR WHY THERE IS NONE"}});
    for (const auto* task : tasks) {
        table.add({task->desktop_id, task->desktop_name, core::text(task->disk), outcome_word(*task),
                   reason_word(*task), snapshot_or_why(*task)});
        for (const auto& extra : task->extras)
            table.add({task->desktop_id, "", core::text(task->disk), "extra", "", extra_words(extra)});
    }
    if (table.empty()) return "no disk: the policy matches no desktop\n";
    return table.text(width) + summary(tasks);
}

std::string history_table(const std::vector<ports::HistoryEntry>& entries, std::size_t width) {
    Table table({{"SLOT"}, {"POLICY"}, {"DESKTOP"}, {"DISK"}, {"OUTCOME"}, {"REASON"}, {"DETAIL"}, {"SNAPSHOT"}});
    for (const auto& [slot, task] : entries) {
        if (!task) {
            const bool passed = slot.state == core::SlotState::passed;
            table.add({slot.local_time, slot.key.policy, passed ? "(all)" : "(none)", "", core::text(slot.state), "",
                       passed                                ? slot.reason
                       : slot.state == core::SlotState::open ? "no desktop is due in it yet"
                                                             : "no desktop was due in it",
                       ""});
            continue;
        }
        table.add({slot.local_time, slot.key.policy, task->desktop_id, core::text(task->disk), outcome_word(*task),
                   reason_word(*task), task->detail, snapshot_words(*task)});
        for (const auto& extra : task->extras)
            table.add({slot.local_time, slot.key.policy, task->desktop_id, core::text(task->disk), "extra", "", "",
                       extra_words(extra)});
    }
    return table.empty() ? "nothing found\n" : table.text(width);
}

}  // namespace ecdsnap::cli
