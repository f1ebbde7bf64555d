// The power goes at any moment: what was answered as committed is there, each commit is there whole or not at all, the
// file is sound, and the ledger goes on. The same after a sync that failed and forgot what it was to keep.
#include "adapters/sql/open_ledger.hpp"
#include "adapters/sql/sqlite.hpp"
#include "adapters/sql/volatile_disk.hpp"
#include "contract/ledger_samples.hpp"
#include "fakes/temporary_folder.hpp"

#include <boost/asio/co_spawn.hpp>
#include <doctest/doctest.h>

#include <array>
#include <map>
#include <random>
#include <set>

namespace ecdsnap::tests {
namespace {

using contract::sample_slot;
using contract::sample_task;
using contract::wall;
using std::filesystem::path;

constexpr std::int64_t tasks_per_commit = 3;

// What the daemon was told of its commits; a commit's number is its slot's.
struct Told {
    std::set<std::int64_t> stored;
    std::set<std::int64_t> refused;
};

std::vector<ports::LedgerChange> changes_of(std::int64_t number) {
    std::vector<ports::LedgerChange> changes{sample_slot(number, "p" + std::to_string(number))};
    for (std::int64_t each = 0; each < tasks_per_commit; ++each) {
        auto task = sample_task(number * 100 + each, number, "ecd-" + std::to_string(each));
        task.desktop_name = std::string(2000, 'x');  // so that a commit takes several pages
        changes.emplace_back(std::move(task));
    }
    return changes;
}

void commit_together(boost::asio::io_context& loop, ports::Ledger& ledger, std::int64_t first, std::int64_t last,
                     Told& told) {
    for (auto number = first; number <= last; ++number) {
        auto note = [&told, number](std::exception_ptr, core::Result<void> answer) {
            (answer ? told.stored : told.refused).insert(number);
        };
        boost::asio::co_spawn(loop, ledger.commit(changes_of(number), wall()), note);
    }
    loop.restart();
    loop.run();
}

// One run of the daemon. false: it could not begin.
bool run_once(const path& file, std::int64_t first, bool close, Told& told) {
    boost::asio::io_context loop;
    auto ledger = open_ledger(loop, file);
    if (!ledger) return false;
    commit_together(loop, **ledger, first, first, told);
    commit_together(loop, **ledger, first + 1, first + 3, told);
    commit_together(loop, **ledger, first + 4, first + 4, told);
    if (close) run(loop, (*ledger)->close());
    return true;
}

// How many records of each commit the ledger holds.
std::map<std::int64_t, std::int64_t> stored_in(const path& file) {
    boost::asio::io_context loop;
    const auto ledger = open_ledger(loop, file);
    REQUIRE(ledger);
    std::map<std::int64_t, std::int64_t> records;
    const auto contents = load(loop, **ledger);
    for (const auto& slot : contents.open_slots)
        ++records[slot.id];
    for (const auto& task : contents.tasks)
        ++records[task.slot_id];
    return records;
}

void check_stored(const path& file, const Told& told, bool refused_may_be_there) {
    const auto records = stored_in(file);
    for (const auto number : told.stored)
        CHECK(records.contains(number));
    for (const auto& [number, count] : records) {
        CHECK(count == 1 + tasks_per_commit);
        const bool expected = told.stored.contains(number) || (refused_may_be_there && told.refused.contains(number));
        CHECK(expected);
    }
}

// Another run commits, and its file is sound.
void check_goes_on(const path& file, std::int64_t number) {
    Told told;
    {
        boost::asio::io_context loop;
        const auto ledger = open_ledger(loop, file).value();
        commit_together(loop, *ledger, number, number, told);
        run(loop, ledger->close());
    }
    CHECK(told.stored == std::set<std::int64_t>{number});
    adapters::sql::Database database(file);
    database.run("PRAGMA locking_mode = EXCLUSIVE");
    CHECK(database.word("PRAGMA integrity_check") == "ok");
    CHECK(database.word("PRAGMA foreign_key_check").empty());
}

// Two runs, and the power goes at the nth change or sync from the start of the first. true: it did go.
bool survives_cut_at(int nth, Aftermath aftermath, unsigned seed) {
    VolatileDisk disk;
    const TemporaryFolder folder;
    const auto file = folder.path() / "ledger.db";
    Told told;
    disk.cut_at(nth);
    if (run_once(file, 1, true, told)) run_once(file, 11, true, told);
    const bool went = disk.is_off();
    disk.restore(aftermath, seed);
    check_stored(file, told, true);  // nobody lived to hear of the refusals
    check_goes_on(file, 90);
    return went;
}

TEST_CASE("whenever the power goes, every commit that was answered is there, and none by half") {
    constexpr std::array aftermaths{Aftermath::none_written, Aftermath::all_written, Aftermath::some_written};
    std::minstd_rand chance(1);
    int nth = 1;
    for (bool went = true; went; ++nth) {
        const auto which = chance() % aftermaths.size();
        const auto seed = static_cast<unsigned>(chance());
        CAPTURE(nth);
        CAPTURE(which);
        CAPTURE(seed);
        went = survives_cut_at(nth, aftermaths[which], seed);
        REQUIRE(nth < 2000);
    }
    MESSAGE("moments: " << nth - 2);
    CHECK(nth > 200);  // the two runs took that many writes and syncs
}

// The nth sync fails and forgets. The daemon lives on, commits more, and then the power goes.
bool survives_failed_sync(int nth) {
    VolatileDisk disk;
    const TemporaryFolder folder;
    const auto file = folder.path() / "ledger.db";
    Told told;
    run_once(file, 1, true, told);
    {
        boost::asio::io_context loop;
        const auto ledger = open_ledger(loop, file).value();
        disk.fail_sync_at(nth);
        for (std::int64_t number = 11; number <= 16; ++number)
            commit_together(loop, *ledger, number, number, told);
        CHECK(told.refused.size() <= 1);  // the next one is tried anew
        CHECK(load(loop, *ledger).open_slots.size() == told.stored.size());
        disk.cut_at(1);
    }
    const bool failed = disk.sync_has_failed();
    CHECK(told.refused.empty() != failed);
    disk.restore(Aftermath::none_written, 0);
    check_stored(file, told, false);
    check_goes_on(file, 90);
    return failed;
}

TEST_CASE("a sync that fails refuses its commit, and what is committed afterwards outlives a power cut") {
    int nth = 1;
    while (survives_failed_sync(nth))
        REQUIRE(++nth < 100);
    CHECK(nth > 6);  // each commit was synced
}

TEST_CASE("a sync that fails while the log is copied into the file loses nothing") {
    for (int nth = 1; nth <= 4; ++nth) {
        CAPTURE(nth);
        VolatileDisk disk;
        const TemporaryFolder folder;
        const auto file = folder.path() / "ledger.db";
        Told told;
        run_once(file, 1, false, told);
        {
            boost::asio::io_context loop;
            const auto ledger = open_ledger(loop, file).value();
            commit_together(loop, *ledger, 11, 11, told);
            disk.fail_sync_at(nth);
            run(loop, ledger->close());
            CHECK((nth > 1 || disk.sync_has_failed()));
            disk.cut_at(1);
        }
        disk.restore(Aftermath::none_written, 0);
        check_stored(file, told, false);
        check_goes_on(file, 90);
    }
}

}  // namespace
}  // namespace ecdsnap::tests
