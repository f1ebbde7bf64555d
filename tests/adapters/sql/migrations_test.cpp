// Ledgers of older schema versions open, and newer ones are refused. The mechanism is shown with a made-up version
// after the last one, through the same code.
#include "adapters/sql/migrations/migration.hpp"
#include "adapters/sql/open_database.hpp"
#include "adapters/sql/open_ledger.hpp"
#include "contract/ledger_samples.hpp"
#include "fakes/temporary_folder.hpp"

#include <doctest/doctest.h>

#include <array>
#include <fstream>
#include <sstream>

namespace ecdsnap::tests {
namespace {

namespace sql = adapters::sql;

constexpr sql::Migration made_up{3,
                                 "ALTER TABLE starts ADD COLUMN version TEXT NOT NULL DEFAULT ''; "
                                 "UPDATE starts SET version = 'before 3'"};

std::array<sql::Migration, 3> three_versions() {
    return {sql::migrations()[0], sql::migrations()[1], made_up};
}

// A ledger of the first version with one start in it.
void make_first_version(const std::filesystem::path& file) {
    const std::array first{sql::migrations()[0]};
    auto opened = sql::open_database(file, first);
    REQUIRE(opened);
    opened->database.run("INSERT INTO starts VALUES ('abcdef', 1)");
}

TEST_CASE("a new ledger has this program's id and its newest version") {
    const TemporaryFolder folder;
    auto opened = sql::open_database(folder.path() / "ledger.db", three_versions());
    REQUIRE(opened);
    CHECK(opened->database.number("PRAGMA application_id") == sql::application_id);
    CHECK(opened->database.number("PRAGMA user_version") == 3);
    CHECK(opened->database.number("PRAGMA foreign_keys") == 1);
}

TEST_CASE("an older ledger is brought forward, with what is in it") {
    const TemporaryFolder folder;
    const auto file = folder.path() / "ledger.db";
    make_first_version(file);
    auto opened = sql::open_database(file, three_versions());
    REQUIRE(opened);
    CHECK(opened->database.number("PRAGMA user_version") == 3);
    CHECK(opened->database.word("SELECT version FROM starts WHERE token = 'abcdef'") == "before 3");
    CHECK(opened->database.number("PRAGMA foreign_keys") == 1);
}

TEST_CASE("a migration runs once") {
    const TemporaryFolder folder;
    const auto file = folder.path() / "ledger.db";
    make_first_version(file);
    REQUIRE(sql::open_database(file, three_versions()));
    REQUIRE(sql::open_database(file, three_versions()));  // a second ALTER TABLE would fail
}

TEST_CASE("a migration that fails or breaks references leaves the ledger as it was") {
    const TemporaryFolder folder;
    const auto file = folder.path() / "ledger.db";
    make_first_version(file);
    auto versions = three_versions();
    SUBCASE("fails") {
        versions[2].sql = "CREATE TABLE fresh (x); SELECT nothing FROM nowhere";
    }
    SUBCASE("breaks references") {
        versions[2].sql = "CREATE TABLE fresh (x); INSERT INTO suspects VALUES (77, 0, 1, 1)";
    }
    const auto refused = sql::open_database(file, versions);
    REQUIRE_FALSE(refused);
    CHECK(core::describe(refused.error()).find(file.string()) != std::string::npos);
    auto opened = sql::open_database(file, std::span(versions).first(1));
    REQUIRE(opened);
    CHECK(opened->database.number("PRAGMA user_version") == 1);
    CHECK(opened->database.number("SELECT count(*) FROM sqlite_schema WHERE name = 'fresh'") == 0);
    CHECK(opened->database.word("SELECT token FROM starts") == "abcdef");
}

TEST_CASE("an older program refuses a newer ledger, names both versions and changes nothing") {
    const TemporaryFolder folder;
    const auto file = folder.path() / "ledger.db";
    REQUIRE(sql::open_database(file, three_versions()));
    const auto text = refusal_to_open(file);
    CHECK(text.find("its schema is version 3") != std::string::npos);
    CHECK(text.find("this one knows versions up to 2") != std::string::npos);
    CHECK(sql::open_database(file, three_versions()).has_value());
}

// A ledger as each version's program left it, written down as SQL.
void restore(const std::filesystem::path& dump, const std::filesystem::path& file) {
    std::ofstream{file};
    std::stringstream text;
    text << std::ifstream(dump).rdbuf();
    REQUIRE(!text.str().empty());
    sql::Database(file).run(text.str().c_str());
}

// One task each, in this order.
constexpr std::array reasons_of_version_1{"none",
                                          "state_excluded",
                                          "hibernated",
                                          "expired",
                                          "deleted",
                                          "gone",
                                          "policy_removed",
                                          "overlapped",
                                          "replaced",
                                          "paused",
                                          "spread",
                                          "desktop_state",
                                          "earlier_task",
                                          "disk_busy",
                                          "throttled",
                                          "back_off",
                                          "answer_lost",
                                          "no_capacity",
                                          "ledger_unavailable",
                                          "stopping",
                                          "refused",
                                          "permission",
                                          "credentials",
                                          "quota",
                                          "clock_skew",
                                          "reported_failed",
                                          "stuck",
                                          "vanished",
                                          "accomplished",
                                          "found",
                                          "unreachable"};

TEST_CASE("the dump of every version opens, with all its words") {
    for (const auto& migration : sql::migrations()) {
        CAPTURE(migration.version);
        const TemporaryFolder folder;
        const auto file = folder.path() / "ledger.db";
        const std::filesystem::path versions = ECDSNAP_SOURCE_DIR "/tests/adapters/sql/versions";
        restore(versions / ("v" + std::to_string(migration.version) + ".sql"), file);
        boost::asio::io_context loop;
        const auto ledger = open_ledger(loop, file).value();
        const auto contents = load(loop, *ledger);
        CHECK(contents.rewritten);
        CHECK(contents.last_commit == contract::wall(6));
        CHECK(contents.starts.size() == 1);
        REQUIRE(contents.policies.size() == 1);
        CHECK(contents.policies[0].schedule == "0 2 * * * Asia/Shanghai");
        REQUIRE(contents.sites.size() == 1);
        REQUIRE(contents.sites[0].limits[static_cast<std::size_t>(core::CallKind::create)]);
        CHECK(contents.sites[0].limits[static_cast<std::size_t>(core::CallKind::create)]->per_second == 49.75);
        CHECK(contents.sites[0].limits[static_cast<std::size_t>(core::CallKind::read)]->per_second == 200);
        CHECK_FALSE(contents.sites[0].limits[static_cast<std::size_t>(core::CallKind::power)]);
        REQUIRE(contents.open_slots.size() == 3);
        CHECK(contents.open_slots[0].zones == "- Europe/Berlin");
        CHECK(contents.open_slots[1].zones.empty());
        CHECK(contents.open_slots[2].rules.overlap == core::Overlap::replace);
        CHECK(contents.open_slots[1].rules.states.hibernated == core::Hibernated::skip);
        CHECK(contents.open_slots[2].rules.states.hibernated == core::Hibernated::wake);
        REQUIRE(contents.wakes.size() == 3);
        CHECK(contents.wakes[0].state == core::WakeState::asked);
        CHECK(contents.wakes[1].state == core::WakeState::woken);
        CHECK(contents.wakes[2].state == core::WakeState::returning);
        CHECK(contents.wakes[2].site == core::SiteId{"main", "cn-shanghai"});
        REQUIRE(contents.pauses.size() == 2);
        CHECK(contents.pauses[0].key == core::PauseKey{core::PauseScope::policy, "nightly"});
        CHECK(contents.pauses[1].reason == "network");
        CHECK(contents.approvals == std::vector<core::Approval>{{"nightly", 4524, "uid 1000",
                                                                 core::WallTime{core::Millis{1'795'543'200'000}}}});
        REQUIRE(contents.tasks.size() == 31);
        for (std::size_t index = 0; index < contents.tasks.size(); ++index)
            CHECK(core::text(contents.tasks[index].reason) == std::string(reasons_of_version_1.at(index)));
        CHECK(contents.tasks[1].suspects.size() == 2);
        CHECK(contents.tasks[1].extras.size() == 4);
        const auto figures = run(loop, ledger->figures()).value();
        CHECK(figures.extras == 4);
        REQUIRE(figures.verified.size() == 3);  // those that are done and were accepted
        CHECK(figures.verified[2].desktop_id == "ecd-0011");
        CHECK(figures.verified[2].disk == core::DiskKind::data);
        CHECK(figures.verified[2].made_at == core::WallTime{core::Millis{1795543205000}});
        // 31 tasks, the slot that passed, and three that were for no desktop.
        CHECK(run(loop, ledger->history(ports::HistoryQuery{})).value().size() == 35);
        CHECK(commit(loop, *ledger, {contract::sample_slot(100, "new")}, contract::wall(7)));
    }
}

// Builds before the first release wrote the table `verified` into version 1, and called it that.
TEST_CASE("a ledger of version 1 that has the table already keeps what it says, and gets what it lacks") {
    const TemporaryFolder folder;
    const auto file = folder.path() / "ledger.db";
    restore(ECDSNAP_SOURCE_DIR "/tests/adapters/sql/versions/v1.sql", file);
    sql::Database(file).run(
        "CREATE TABLE verified (site_id INTEGER NOT NULL REFERENCES sites (id), desktop_id TEXT NOT NULL, "
        "disk TEXT NOT NULL, made_at_ms INTEGER NOT NULL, PRIMARY KEY (site_id, desktop_id, disk)) "
        "STRICT, WITHOUT ROWID; "
        "INSERT INTO verified VALUES (1, 'ecd-0006', 'system', 1795629605000), (2, 'ecd-0011', 'data', 1795456805000)");
    boost::asio::io_context loop;
    const auto ledger = open_ledger(loop, file).value();
    load(loop, *ledger);
    const auto verified = run(loop, ledger->figures()).value().verified;
    REQUIRE(verified.size() == 3);
    CHECK(verified[0].made_at == core::WallTime{core::Millis{1795629605000}});
    CHECK(verified[1].desktop_id == "ecd-0026");
    CHECK(verified[2].made_at == core::WallTime{core::Millis{1795543205000}});
}

}  // namespace
}  // namespace ecdsnap::tests
