// The ledger's contract on the in-memory ledger of the tests and on SQLite.
#include "contract/ledger_contract.hpp"

#include "adapters/sql/sqlite_ledger.hpp"
#include "fakes/temporary_folder.hpp"
#include "simulation/memory_ledger.hpp"

#include <doctest/doctest.h>

namespace ecdsnap::contract {
namespace {

class InMemory final : public LedgerPlace {
public:
    std::unique_ptr<ports::Ledger> open(boost::asio::any_io_executor executor) override {
        return std::make_unique<simulation::MemoryLedger>(std::move(executor), disk_);
    }

private:
    std::shared_ptr<simulation::LedgerState> disk_ = std::make_shared<simulation::LedgerState>();
};

class InSqlite final : public LedgerPlace {
public:
    std::unique_ptr<ports::Ledger> open(boost::asio::any_io_executor executor) override {
        adapters::LedgerFile settings;
        settings.path = folder_.path() / "ledger.db";
        settings.free_space_floor = 0;
        return adapters::open_sqlite_ledger(std::move(executor), settings).value();
    }

private:
    tests::TemporaryFolder folder_;
};

std::unique_ptr<LedgerPlace> in_memory() {
    return std::make_unique<InMemory>();
}

std::unique_ptr<LedgerPlace> in_sqlite() {
    return std::make_unique<InSqlite>();
}

TEST_CASE("in memory: stores what it is given") {
    ledger_stores_what_it_is_given(in_memory);
}
TEST_CASE("in memory: commits all or nothing") {
    ledger_commits_all_or_nothing(in_memory);
}
TEST_CASE("in memory: answers questions") {
    ledger_answers_questions(in_memory);
}
TEST_CASE("in memory: tells figures of the past") {
    ledger_tells_figures(in_memory);
}
TEST_CASE("in memory: prunes what is over") {
    ledger_prunes_what_is_over(in_memory);
}
TEST_CASE("in SQLite: stores what it is given") {
    ledger_stores_what_it_is_given(in_sqlite);
}
TEST_CASE("in SQLite: commits all or nothing") {
    ledger_commits_all_or_nothing(in_sqlite);
}
TEST_CASE("in SQLite: answers questions") {
    ledger_answers_questions(in_sqlite);
}
TEST_CASE("in SQLite: tells figures of the past") {
    ledger_tells_figures(in_sqlite);
}
TEST_CASE("in SQLite: prunes what is over") {
    ledger_prunes_what_is_over(in_sqlite);
}

}  // namespace
}  // namespace ecdsnap::contract
