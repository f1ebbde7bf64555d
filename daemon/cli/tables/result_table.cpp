#include "cli/tables/result_table.hpp"

#include "core/policy/snapshot_name.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

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
        return std::tuple(order_of(task->outcome), task->desktop_id, *task->site, task->disk, task->id);
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

// Two accounts may each have a desktop of the same id, so whoever sees several sites is told which.
bool several_sites(const std::vector<ports::HistoryEntry>& entries) {
    std::set<core::SiteId> sites;
    for (const auto& entry : entries)
        if (entry.task) sites.insert(*entry.task->site);
    return sites.size() > 1;
}

// The table's rows without the cell `place` unless it is to be shown.
class Rows {
public:
    Rows(std::vector<Column> columns, std::size_t place, bool shown)
        : place_(place), shown_(shown), table_(without(std::move(columns))) {}

    void add(std::vector<std::string> cells) { table_.add(without(std::move(cells))); }
    const Table& table() const { return table_; }

private:
    template <class Cell>
    std::vector<Cell> without(std::vector<Cell> cells) const {
        if (!shown_) cells.erase(cells.begin() + static_cast<std::ptrdiff_t>(place_));
        return cells;
    }

    std::size_t place_;
    bool shown_;
    Table table_;
};

}  // namespace

std::string result_table(const std::vector<ports::HistoryEntry>& entries, std::size_t width) {
    const auto tasks = tasks_with_problems_first(entries);
    Rows table({{"SITE"}, {"DESKTOP"}, {"NAME"}, {"DISK"}, {"OUTCOME"}, {"REASON"}, {"SNAPSHOT, OR WHY THERE IS NONE"}},
               0, several_sites(entries));
    for (const auto* task : tasks) {
        table.add({core::text(*task->site), task->desktop_id, task->desktop_name, core::text(task->disk),
                   outcome_word(*task), reason_word(*task), snapshot_or_why(*task)});
        for (const auto& extra : task->extras)
            table.add({core::text(*task->site), task->desktop_id, "", core::text(task->disk), "extra", "",
                       extra_words(extra)});
    }
    if (table.table().empty()) return "no disk: the policy matches no desktop\n";
    return table.table().text(width) + summary(tasks);
}

std::string history_table(const std::vector<ports::HistoryEntry>& entries, std::size_t width) {
    Rows table(
        {{"SLOT"}, {"POLICY"}, {"SITE"}, {"DESKTOP"}, {"DISK"}, {"OUTCOME"}, {"REASON"}, {"DETAIL"}, {"SNAPSHOT"}}, 2,
        several_sites(entries));
    for (const auto& [slot, task] : entries) {
        if (!task) {
            const bool passed = slot.state == core::SlotState::passed;
            table.add({slot.local_time, slot.key.policy, "", passed ? "(all)" : "(none)", "", core::text(slot.state),
                       "",
                       passed                                ? slot.reason
                       : slot.state == core::SlotState::open ? "no desktop is due in it yet"
                                                             : "no desktop was due in it",
                       ""});
            continue;
        }
        const std::string site = core::text(*task->site);
        table.add({slot.local_time, slot.key.policy, site, task->desktop_id, core::text(task->disk),
                   outcome_word(*task), reason_word(*task), task->detail, snapshot_words(*task)});
        for (const auto& extra : task->extras)
            table.add({slot.local_time, slot.key.policy, site, task->desktop_id, core::text(task->disk), "extra", "",
                       "", extra_words(extra)});
    }
    return table.table().empty() ? "nothing found\n" : table.table().text(width);
}

}  // namespace ecdsnap::cli
