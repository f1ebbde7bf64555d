// What a full or broken disk does to commits: nothing that failed is stored, nothing that was acknowledged is lost, and
// the next commit is tried anew.
#include "adapters/sql/failing_disk.hpp"

#include "adapters/sql/open_ledger.hpp"
#include "contract/ledger_samples.hpp"
#include "fakes/temporary_folder.hpp"

#include <boost/asio/co_spawn.hpp>
#include <doctest/doctest.h>
#include <sqlite3.h>

#include <limits>
#include <optional>
#include <set>

namespace ecdsnap::tests {
namespace {

using contract::sample_slot;
using contract::sample_task;
using contract::wall;
using Answers = std::vector<std::optional<core::Result<void>>>;

// So many commits at once, one task each with ids from `first` on.
Answers commit_together(boost::asio::io_context& loop, ports::Ledger& ledger, std::int64_t first, std::size_t count) {
    Answers answers(count);
    for (std::size_t index = 0; index < count; ++index) {
        const auto id = first + static_cast<std::int64_t>(index);
        std::vector<ports::LedgerChange> changes;
        changes.emplace_back(sample_task(id, 1, "ecd-" + std::to_string(id)));
        auto keep = [&answers, index](std::exception_ptr, core::Result<void> answer) { answers[index] = answer; };
        boost::asio::co_spawn(loop, ledger.commit(changes, wall()), keep);
    }
    loop.restart();
    loop.run();
    return answers;
}

void note(const Answers& answers, std::int64_t first, std::set<std::int64_t>& acknowledged) {
    for (const auto& answer : answers) {
        REQUIRE(answer);
        if (*answer) {
            acknowledged.insert(first);
        } else {
            CHECK(answer->error().kind == core::ErrorClass::local);
            CHECK(answer->error().message.find("ledger.db") != std::string::npos);
        }
        ++first;
    }
}

std::set<std::int64_t> stored_tasks(const std::filesystem::path& file) {
    boost::asio::io_context loop;
    auto ledger = open_ledger(loop, file).value();
    std::set<std::int64_t> ids;
    for (const auto& task : load(loop, *ledger).tasks)
        ids.insert(task.id);
    return ids;
}

// The disk fails from its nth step on while commits wait; it heals; more commits come. true: it did come to fail.
bool survives_failure_at(FailingDisk& disk, int step, int code) {
    const TemporaryFolder folder;
    const auto file = folder.path() / "ledger.db";
    std::set<std::int64_t> acknowledged;
    {
        boost::asio::io_context loop;
        auto ledger = open_ledger(loop, file).value();
        REQUIRE(commit(loop, *ledger, {sample_slot(1), sample_task(1, 1, "ecd-1")}, wall()));
        acknowledged.insert(1);
        disk.fail_from(step, code);
        note(commit_together(loop, *ledger, 10, 5), 10, acknowledged);
        const bool failed = disk.has_failed();
        CHECK((failed || acknowledged.size() == 6));
        CHECK(load(loop, *ledger).tasks.size() == acknowledged.size());  // reading goes on
        disk.heal();
        note(commit_together(loop, *ledger, 20, 3), 20, acknowledged);
        CHECK(acknowledged.contains(22));
    }
    CHECK(stored_tasks(file) == acknowledged);
    return disk.has_failed();
}

TEST_CASE("a disk that fails at any step of a commit loses and invents nothing, and the next commit is stored") {
    FailingDisk disk;
    for (const int code : {SQLITE_FULL, SQLITE_IOERR_WRITE}) {
        CAPTURE(code);
        int step = 1;
        while (survives_failure_at(disk, step, code)) {
            ++step;
            REQUIRE(step < 200);
        }
        CHECK(step > 5);  // the commits took that many writes and syncs
    }
}

TEST_CASE("a full disk is named with what to do") {
    FailingDisk disk;
    const TemporaryFolder folder;
    boost::asio::io_context loop;
    auto ledger = open_ledger(loop, folder.path() / "ledger.db").value();
    disk.fail_from(1, SQLITE_FULL);
    const auto answer = commit(loop, *ledger, {sample_slot(1)}, wall());
    REQUIRE_FALSE(answer);
    const auto text = core::describe(answer.error());
    CHECK(text.find("commit to the ledger") != std::string::npos);
    CHECK(text.find("The disk is full. Free space") != std::string::npos);
    disk.heal();
}

TEST_CASE("a close on a broken disk ends, and the next start is told that the file was changed or finds it whole") {
    FailingDisk disk;
    const TemporaryFolder folder;
    const auto file = folder.path() / "ledger.db";
    boost::asio::io_context loop;
    auto ledger = open_ledger(loop, file).value();
    REQUIRE(commit(loop, *ledger, {sample_slot(1), sample_task(7, 1)}, wall()));
    disk.fail_from(1, SQLITE_IOERR_WRITE);
    run(loop, ledger->close());
    ledger.reset();
    disk.heal();
    CHECK(stored_tasks(file) == std::set<std::int64_t>{7});
}

TEST_CASE("commits that wait together share disk writes") {
    FailingDisk disk;
    const TemporaryFolder folder;
    boost::asio::io_context loop;
    auto ledger = open_ledger(loop, folder.path() / "ledger.db").value();
    REQUIRE(commit(loop, *ledger, {sample_slot(1)}, wall()));
    const int before = disk.syncs();
    for (const auto& answer : commit_together(loop, *ledger, 1, 4000))
        CHECK((answer && *answer));
    CHECK(disk.syncs() > before);
    // 4,000 commits of their own would be as many syncs. How they fall into groups depends on the threads.
    CHECK(disk.syncs() - before < 1000);
}

TEST_CASE("each commit alone is synced before it is answered") {
    FailingDisk disk;
    const TemporaryFolder folder;
    boost::asio::io_context loop;
    auto ledger = open_ledger(loop, folder.path() / "ledger.db").value();
    for (int count = 0; count < 10; ++count) {
        const int before = disk.syncs();
        REQUIRE(commit(loop, *ledger, {}, wall(count)));
        CHECK(disk.syncs() > before);
    }
}

TEST_CASE("below the free-space floor nothing is written, reading goes on") {
    const TemporaryFolder folder;
    const auto file = folder.path() / "ledger.db";
    boost::asio::io_context loop;
    {
        auto ledger = open_ledger(loop, file).value();
        REQUIRE(commit(loop, *ledger, {sample_slot(1), sample_task(1, 1)}, wall()));
    }
    auto ledger = open_ledger(loop, file, std::numeric_limits<std::uint64_t>::max()).value();
    const auto answer = commit(loop, *ledger, {sample_task(2, 1, "ecd-2")}, wall());
    REQUIRE_FALSE(answer);
    CHECK(core::describe(answer.error()).find("disk nearly full") != std::string::npos);
    CHECK_FALSE(run(loop, ledger->prune(wall(1000))));
    CHECK(load(loop, *ledger).tasks.size() == 1);
    CHECK(run(loop, ledger->history(ports::HistoryQuery{})).value().size() == 1);
}

TEST_CASE("a ledger whose file is removed or replaced while it is open refuses to write") {
    const TemporaryFolder folder;
    const auto file = folder.path() / "ledger.db";
    boost::asio::io_context loop;
    auto ledger = open_ledger(loop, file).value();
    REQUIRE(commit(loop, *ledger, {sample_slot(1)}, wall()));
    SUBCASE("removed") {
        std::filesystem::remove(file);
    }
    SUBCASE("replaced") {
        std::filesystem::copy_file(file, folder.path() / "copy");
        std::filesystem::rename(folder.path() / "copy", file);
    }
    const auto answer = commit(loop, *ledger, {sample_slot(2, "other")}, wall());
    REQUIRE_FALSE(answer);
    CHECK(core::describe(answer.error()).find("removed or replaced") != std::string::npos);
}

}  // namespace
}  // namespace ecdsnap::tests
