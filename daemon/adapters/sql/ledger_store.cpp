#include "adapters/sql/ledger_store.hpp"

#include "adapters/sql/file_mark.hpp"
#include "adapters/sql/ledger_errors.hpp"
#include "adapters/sql/ledger_place.hpp"
#include "adapters/sql/load_contents.hpp"

#include <fmt/format.h>

namespace ecdsnap::adapters::sql {
namespace {

constexpr auto doing_commit = "commit to the ledger";

// The write-ahead log is copied into the file when it has grown to this many pages (of 4 KiB).
constexpr int longest_log = 4000;

constexpr auto update_meta = R"sql(
UPDATE meta SET last_commit_ms = coalesce(?1, last_commit_ms), written_at_ms = ?2, file_inode = ?3, closed = ?4,
                next_slot_id = max(next_slot_id, ?5), next_task_id = max(next_task_id, ?6)
)sql";

// A slot that may go, oldest first. Tasks that are unsettled or in doubt keep their whole slot.
constexpr auto find_old_slot = R"sql(
SELECT id FROM slots
WHERE instant_s < ?1 AND state <> 'open'
    AND NOT EXISTS (SELECT 1 FROM tasks WHERE slot_id = slots.id AND outcome <> 'done' AND state <> 'settled')
    AND NOT EXISTS (SELECT 1 FROM suspects JOIN tasks ON tasks.id = task_id WHERE slot_id = slots.id)
ORDER BY instant_s LIMIT 1
)sql";

constexpr auto remove_tasks = R"sql(
DELETE FROM tasks WHERE id IN (SELECT id FROM tasks WHERE slot_id = ?1 LIMIT 5000)
)sql";

constexpr auto remove_emptied_slot = R"sql(
DELETE FROM slots WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM tasks WHERE slot_id = ?1)
)sql";

constexpr auto find_old_wake = R"sql(
SELECT 1 FROM wakes WHERE state = 'over' AND ended_at_ms < ?1 LIMIT 1
)sql";

constexpr auto remove_old_wakes = R"sql(
DELETE FROM wakes WHERE state = 'over' AND ended_at_ms < ?1
)sql";

constexpr auto find_old_verified = R"sql(
SELECT 1 FROM verified WHERE made_at_ms < ?1 LIMIT 1
)sql";

constexpr auto remove_old_verified = R"sql(
DELETE FROM verified WHERE made_at_ms < ?1
)sql";

}  // namespace

struct LedgerStore::Parts {
    explicit Parts(Database opened)
        : database(std::move(opened)),
          sites(database),
          writer(database, sites),
          questions(database, sites),
          meta(database, update_meta),
          old_slot(database, find_old_slot),
          drop_tasks(database, remove_tasks),
          drop_slot(database, remove_emptied_slot),
          old_wake(database, find_old_wake),
          drop_wakes(database, remove_old_wakes),
          old_verified(database, find_old_verified),
          drop_verified(database, remove_old_verified) {}

    Database database;
    SiteNumbers sites;
    ChangeWriter writer;
    Questions questions;
    Statement meta;
    Statement old_slot;
    Statement drop_tasks;
    Statement drop_slot;
    Statement old_wake;
    Statement drop_wakes;
    Statement old_verified;
    Statement drop_verified;
};

LedgerStore::LedgerStore(std::filesystem::path file, std::uint64_t free_space_floor, OpenDatabase opened)
    : file_(std::move(file)),
      free_space_floor_(free_space_floor),
      inode_(opened.inode),
      rewritten_(opened.rewritten),
      cut_off_(opened.cut_off),
      parts_(std::make_unique<Parts>(std::move(opened.database))) {
    parts_->database.leave_log_growing();
}

LedgerStore::~LedgerStore() {
    close();
}

LedgerStore::Parts& LedgerStore::parts() {
    if (!parts_) throw SqliteFailure(0, "it is closed");
    return *parts_;
}

Questions& LedgerStore::questions() {
    return parts().questions;
}

ports::LedgerContents LedgerStore::load() {
    auto contents = load_contents(parts().database, parts().sites);
    contents.made_new = !contents.last_commit;
    contents.rewritten = rewritten_ && !committed_;
    contents.cut_off = cut_off_;
    return contents;
}

bool LedgerStore::still_in_place() const {
    const auto mark = read_mark(file_);
    return mark && mark->inode == inode_;
}

// What makes writing senseless before it is tried.
std::optional<core::Error> LedgerStore::obstacle(const char* doing) const {
    if (!still_in_place())
        return ledger_error(doing, fmt::format("the ledger {} was removed or replaced while it is in use; what is "
                                               "written now would be lost. Restart the daemon",
                                               file_.native()));
    const auto space = free_space(file_);
    if (free_space_floor_ > 0 && space && *space < free_space_floor_)
        return ledger_error(doing,
                            fmt::format("disk nearly full: {} MiB are free where the ledger {} lies, and below {} MiB "
                                        "nothing is written. Free space there; the daemon goes on by itself",
                                        *space >> 20U, file_.native(), free_space_floor_ >> 20U));
    return std::nullopt;
}

std::vector<core::Result<void>> LedgerStore::commit(const std::vector<const CommitRequest*>& group) {
    std::vector<core::Result<void>> answers(group.size());
    const auto fail_rest = [&](const core::Error& error) {
        for (auto& answer : answers)
            if (answer) answer = error;
    };
    if (const auto error = obstacle(doing_commit)) {
        fail_rest(*error);
        return answers;
    }
    // Ends: each turn stores what is left, fails what is left, or takes one request out.
    for (;;) {
        std::size_t current = group.size();
        try {
            write_group(group, answers, current);
            return answers;
        } catch (const SqliteFailure& failure) {
            if (parts_) parts_->sites.forget();
            const auto error = explain_failure(failure, file_, doing_commit);
            if (!is_about_one_commit(failure) || current == group.size()) {
                fail_rest(error);
                return answers;
            }
            answers[current] = error;
        }
    }
}

// `current` tells, when this fails, which request was being written; group.size(): none.
void LedgerStore::write_group(const std::vector<const CommitRequest*>& group,
                              const std::vector<core::Result<void>>& answers, std::size_t& current) {
    auto& writer = parts().writer;
    shorten_log();
    Transaction transaction(parts().database);
    std::optional<core::WallTime> now;
    for (current = 0; current < group.size(); ++current) {
        if (!answers[current]) continue;
        writer.write(group[current]->changes, group[current]->now);
        now = group[current]->now;
    }
    if (!now) return;  // every request was taken out
    committed_ = true;
    mark(now, false);
    transaction.commit();
}

// Before a commit and never after one: what is written last must be a commit with its mark (file_mark.hpp).
void LedgerStore::shorten_log() {
    if (parts().database.pages_in_log() < longest_log) return;
    parts().database.copy_log_into_file();
}

void LedgerStore::mark(std::optional<core::WallTime> now, bool closed) {
    auto mark = touch(file_).value_or(FileMark{});
    // A rewritten ledger remains one until a start has dealt with it and committed: housekeeping does not hide it.
    if (rewritten_ && !committed_) mark.changed = core::WallTime{};
    const auto written_at = mark.changed.time_since_epoch().count();
    const auto inode = static_cast<std::int64_t>(mark.inode);
    const auto next_slot = parts().writer.highest_slot_id() + 1;
    const auto next_task = parts().writer.highest_task_id() + 1;
    if (now)
        parts().meta.run(now->time_since_epoch().count(), written_at, inode, closed, next_slot, next_task);
    else
        parts().meta.run(nullptr, written_at, inode, closed, next_slot, next_task);
}

core::Result<std::optional<std::uint64_t>> LedgerStore::prune_some(core::WallTime older_than) {
    if (auto error = obstacle("prune the ledger")) return *error;
    auto& all = parts();
    all.old_slot.start(std::chrono::ceil<std::chrono::seconds>(older_than));
    if (!all.old_slot.next()) {
        prune_memories(older_than);
        return std::optional<std::uint64_t>();
    }
    const auto slot_id = all.old_slot.integer();
    all.old_slot.reset();

    shorten_log();
    Transaction transaction(all.database);
    all.drop_tasks.run(slot_id);
    const auto removed = static_cast<std::uint64_t>(all.database.changed_rows());
    all.drop_slot.run(slot_id);
    mark(std::nullopt, false);
    transaction.commit();
    return std::optional(removed);
}

// Wakes that are over, and disks that have had no verified snapshot since.
void LedgerStore::prune_memories(core::WallTime older_than) {
    auto& all = parts();
    all.old_slot.reset();
    const auto finds = [&](Statement& question) {
        question.start(older_than);
        const bool any = question.next();
        question.reset();
        return any;
    };
    const bool wakes = finds(all.old_wake);
    const bool verified = finds(all.old_verified);
    if (!wakes && !verified) return;
    shorten_log();
    Transaction transaction(all.database);
    all.drop_wakes.run(older_than);
    all.drop_verified.run(older_than);
    mark(std::nullopt, false);
    transaction.commit();
}

void LedgerStore::close() {
    if (!parts_) return;
    try {
        if (still_in_place()) {
            parts_->database.copy_log_into_file();
            Transaction transaction(parts_->database);
            mark(std::nullopt, true);
            transaction.commit();
        }
    } catch (const SqliteFailure&) {
        // What was committed is on the disk. Only the mark is missing, and the next start is a slower one.
    }
    parts_.reset();
}

}  // namespace ecdsnap::adapters::sql
