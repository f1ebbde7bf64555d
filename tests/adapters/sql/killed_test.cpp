// kill -9 at any moment: what was acknowledged is there, nothing is there by half, and the file is still known as ours.
// And the opposite: files that were copied back are told from it.
#include "adapters/sql/child.hpp"
#include "adapters/sql/file_mark.hpp"
#include "adapters/sql/open_ledger.hpp"
#include "adapters/sql/sqlite.hpp"
#include "contract/ledger_samples.hpp"
#include "fakes/temporary_folder.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <sys/stat.h>
#include <unistd.h>

namespace ecdsnap::tests {
namespace {

using contract::sample_slot;
using contract::sample_task;
using contract::wall;

constexpr int tasks_per_commit = 7;

// Commits groups of tasks (group n: tasks of slot n) without end and writes one byte for each answer.
int commit_for_ever(const std::filesystem::path& file, int report) {
    boost::asio::io_context loop;
    const auto ledger = open_ledger(loop, file).value();
    for (auto group = load(loop, *ledger).next_slot_id;; ++group) {
        std::vector<ports::LedgerChange> changes{sample_slot(group, "nightly", static_cast<int>(group))};
        for (int count = 0; count < tasks_per_commit; ++count)
            changes.emplace_back(sample_task(group * 100 + count, group, "ecd-" + std::to_string(count)));
        if (!commit(loop, *ledger, changes, wall(static_cast<int>(group)))) return 1;
        if (::write(report, "a", 1) != 1) return 1;
    }
}

TEST_CASE("killed during commits, again and again: all that was acknowledged is there, and nothing by half") {
    const TemporaryFolder folder;
    const auto file = folder.path() / "ledger.db";
    std::int64_t acknowledged = 0;
    for (std::size_t round = 0; round < 12; ++round) {
        Child child([&](int report) { return commit_for_ever(file, report); });
        child.read(1 + round * 5);
        acknowledged += static_cast<std::int64_t>(child.kill().size());

        boost::asio::io_context loop;
        const auto ledger = open_ledger(loop, file).value();
        const auto contents = load(loop, *ledger);
        CHECK_FALSE(contents.rewritten);
        CHECK(contents.cut_off);
        const auto stored = static_cast<std::int64_t>(contents.open_slots.size());
        CHECK(stored >= acknowledged);
        CHECK(stored <= acknowledged + 1);  // the last one may have been stored and not yet acknowledged
        CHECK(contents.last_commit == wall(static_cast<int>(stored)));
        std::map<std::int64_t, int> tasks;
        for (const auto& task : contents.tasks)
            ++tasks[task.slot_id];
        CHECK(static_cast<std::int64_t>(tasks.size()) == stored);
        for (const auto& [slot, count] : tasks)
            CHECK(count == tasks_per_commit);
        acknowledged = stored;
        if (round % 2 == 0) run(loop, ledger->close());
    }
}

// One commit in this process.
void commit_once(const std::filesystem::path& file, std::int64_t slot_id) {
    boost::asio::io_context loop;
    const auto ledger = open_ledger(loop, file).value();
    REQUIRE(commit(loop, *ledger, {sample_slot(slot_id, "p" + std::to_string(slot_id))}, wall()));
    run(loop, ledger->close());
}

TEST_CASE("after a run that ended in order nothing was cut off, and a run that commits nothing cuts nothing off") {
    const TemporaryFolder folder;
    const auto file = folder.path() / "ledger.db";
    commit_once(file, 1);
    for (int run_number = 0; run_number < 2; ++run_number) {
        boost::asio::io_context loop;
        const auto ledger = open_ledger(loop, file).value();
        CHECK_FALSE(load(loop, *ledger).cut_off);
    }
}

bool is_rewritten(const std::filesystem::path& file) {
    boost::asio::io_context loop;
    const auto ledger = open_ledger(loop, file).value();
    return load(loop, *ledger).rewritten;
}

// As if the last write had been longer ago than a copy put back since then.
void age_the_mark(const std::filesystem::path& file) {
    adapters::sql::Database database(file);
    database.run("UPDATE meta SET written_at_ms = written_at_ms - 10000");
}

TEST_CASE("stopped in order, a ledger is not taken for rewritten, also when the last run committed nothing") {
    const TemporaryFolder folder;
    const auto file = folder.path() / "ledger.db";
    commit_once(file, 1);
    CHECK_FALSE(is_rewritten(file));
    CHECK_FALSE(is_rewritten(file));
    CHECK_FALSE(std::filesystem::exists(folder.path() / "ledger.db-wal"));
}

TEST_CASE("a copy that has taken the ledger's place is taken for rewritten, though it kept every time") {
    const TemporaryFolder folder;
    const auto file = folder.path() / "ledger.db";
    commit_once(file, 1);
    const auto copy = folder.path() / "copy";
    std::filesystem::copy_file(file, copy);
    std::filesystem::last_write_time(copy, std::filesystem::last_write_time(file));
    commit_once(file, 2);
    std::filesystem::rename(copy, file);
    CHECK(is_rewritten(file));
    SUBCASE("until something is committed") {
        CHECK(is_rewritten(file));
        commit_once(file, 3);
        CHECK_FALSE(is_rewritten(file));
    }
    SUBCASE("also after housekeeping and a stop in order") {
        boost::asio::io_context loop;
        auto ledger = open_ledger(loop, file).value();
        CHECK(run(loop, ledger->prune(wall(-1))).has_value());
        run(loop, ledger->close());
        ledger.reset();
        CHECK(is_rewritten(file));
    }
    SUBCASE("not any more in the run that has committed") {
        boost::asio::io_context loop;
        const auto ledger = open_ledger(loop, file).value();
        CHECK(load(loop, *ledger).rewritten);
        REQUIRE(commit(loop, *ledger, {}, wall()));
        CHECK_FALSE(load(loop, *ledger).rewritten);
    }
}

TEST_CASE("pruning a rewritten ledger leaves it marked as rewritten") {
    const TemporaryFolder folder;
    const auto file = folder.path() / "ledger.db";
    {
        boost::asio::io_context loop;
        const auto ledger = open_ledger(loop, file).value();
        auto old = sample_slot(1);
        old.state = core::SlotState::passed;
        REQUIRE(commit(loop, *ledger, {old}, wall()));
    }
    age_the_mark(file);
    boost::asio::io_context loop;
    auto ledger = open_ledger(loop, file).value();
    CHECK(load(loop, *ledger).rewritten);
    CHECK(run(loop, ledger->prune(wall(1000))).has_value());
    CHECK(run(loop, ledger->history(ports::HistoryQuery{})).value().empty());
    ledger.reset();
    CHECK(is_rewritten(file));
}

TEST_CASE("a file that was written in place after its last commit is taken for rewritten") {
    const TemporaryFolder folder;
    const auto file = folder.path() / "ledger.db";
    commit_once(file, 1);
    age_the_mark(file);
    CHECK(is_rewritten(file));
}

TEST_CASE("a mark: the same file within two seconds is ours, a later change or another inode is not") {
    using adapters::sql::FileMark;
    using adapters::sql::shows_rewriting;
    FileMark recorded;
    recorded.changed = wall();
    recorded.inode = 5;
    auto found = recorded;
    CHECK_FALSE(shows_rewriting(recorded, found));
    found.changed += core::Millis{2000};
    CHECK_FALSE(shows_rewriting(recorded, found));
    found.changed += core::Millis{1};
    CHECK(shows_rewriting(recorded, found));
    found.changed = recorded.changed - core::Millis{100'000};  // the clock was set back: not a sign of a copy
    CHECK_FALSE(shows_rewriting(recorded, found));
    found.inode = 6;
    CHECK(shows_rewriting(recorded, found));
}

TEST_CASE("a mark sees the newer of file and write-ahead log, and a touch moves it to the present") {
    const TemporaryFolder folder;
    const auto file = folder.path() / "ledger.db";
    CHECK_FALSE(adapters::sql::read_mark(file));
    CHECK_FALSE(adapters::sql::touch(file));
    commit_once(file, 1);
    const auto before = adapters::sql::read_mark(file);
    REQUIRE(before);
    const auto after = adapters::sql::touch(file);
    REQUIRE(after);
    CHECK(after->changed >= before->changed);
    CHECK(after->inode == before->inode);
    const auto mtime = std::filesystem::last_write_time(file);
    REQUIRE(::chmod(file.c_str(), 0640) == 0);  // a change that cp -p cannot carry
    CHECK(std::filesystem::last_write_time(file) == mtime);
    CHECK(adapters::sql::read_mark(file)->changed >= after->changed);
}

TEST_CASE("a ledger that is destroyed while calls wait does what was asked and answers nobody who is gone") {
    const TemporaryFolder folder;
    const auto file = folder.path() / "ledger.db";
    {
        boost::asio::io_context loop;
        auto ledger = open_ledger(loop, file).value();
        auto ignore = [](std::exception_ptr, core::Result<void>) {};
        for (int count = 1; count <= 50; ++count) {
            std::vector<ports::LedgerChange> changes{sample_slot(count, "p" + std::to_string(count))};
            boost::asio::co_spawn(loop, ledger->commit(changes, wall()), ignore);
        }
        loop.poll();  // asks; the answers are never taken
        ledger.reset();
    }
    boost::asio::io_context loop;
    const auto ledger = open_ledger(loop, file).value();
    CHECK(load(loop, *ledger).open_slots.size() == 50);
}

}  // namespace
}  // namespace ecdsnap::tests
