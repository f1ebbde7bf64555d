#include "adapters/sql/sqlite_ledger.hpp"

#include "adapters/sql/answer.hpp"
#include "adapters/sql/ledger_errors.hpp"
#include "adapters/sql/ledger_store.hpp"
#include "adapters/sql/ledger_thread.hpp"
#include "adapters/sql/open_database.hpp"

#include <system_error>

namespace ecdsnap::adapters {
namespace {

namespace asio = boost::asio;
using core::Result;
using sql::LedgerStore;

// None of these functions is a coroutine (but close): they queue a job when the returned awaitable is awaited.
class SqliteLedger final : public ports::Ledger {
public:
    SqliteLedger(asio::any_io_executor executor, std::unique_ptr<LedgerStore> store)
        : executor_(std::move(executor)), file_(store->file()), thread_(std::move(store)) {}

    asio::awaitable<Result<ports::LedgerContents>> load() override {
        return ask<ports::LedgerContents>("read the ledger", [](LedgerStore& store) { return store.load(); });
    }

    asio::awaitable<Result<void>> commit(std::vector<ports::LedgerChange> changes, core::WallTime now) override {
        auto request = std::make_shared<sql::CommitRequest>();
        request->changes = std::move(changes);
        request->now = now;
        return sql::answer_to<Result<void>>(
            [this, request](std::shared_ptr<sql::Answer<Result<void>>> answer) {
                thread_.add(sql::LedgerThread::Commit{std::move(*request), std::move(answer)});
            },
            executor_);
    }

    asio::awaitable<Result<std::optional<core::Task>>> find_task(ports::TaskIdentity identity) override {
        return ask<std::optional<core::Task>>("look up a task", [identity = std::move(identity)](auto& store) {
            return store.questions().task(identity);
        });
    }

    asio::awaitable<Result<std::optional<core::Slot>>> find_slot(core::SlotKey key) override {
        return ask<std::optional<core::Slot>>(
            "look up a slot", [key = std::move(key)](auto& store) { return store.questions().slot(key); });
    }

    asio::awaitable<Result<std::vector<ports::HistoryEntry>>> history(ports::HistoryQuery query) override {
        return ask<std::vector<ports::HistoryEntry>>(
            "read the history", [query = std::move(query)](auto& store) { return store.questions().history(query); });
    }

    asio::awaitable<Result<std::vector<core::Slot>>> recent_slots(std::uint32_t per_policy) override {
        return ask<std::vector<core::Slot>>(
            "read the newest slots", [per_policy](auto& store) { return store.questions().recent_slots(per_policy); });
    }

    asio::awaitable<Result<ports::LedgerFigures>> figures() override {
        return ask<ports::LedgerFigures>("read figures", [](auto& store) { return store.questions().figures(); });
    }

    asio::awaitable<Result<std::uint64_t>> prune(core::WallTime older_than) override {
        return sql::answer_to<Result<std::uint64_t>>(
            [this, older_than](std::shared_ptr<sql::Answer<Result<std::uint64_t>>> answer) {
                auto removed = std::make_shared<std::uint64_t>(0);
                thread_.add([this, older_than, removed, answer](LedgerStore& store) {
                    return prune_step(store, older_than, *removed, *answer);
                });
            },
            executor_);
    }

    asio::awaitable<void> close() override {
        auto closed = ask<bool>("close the ledger", [](LedgerStore& store) {
            store.close();
            return true;
        });
        co_await std::move(closed);
    }

private:
    // Runs `question` on the thread and turns a failure into an error.
    template <class T>
    asio::awaitable<Result<T>> ask(const char* doing, std::function<T(LedgerStore&)> question) {
        return sql::answer_to<Result<T>>(
            [this, doing, question = std::move(question)](std::shared_ptr<sql::Answer<Result<T>>> answer) {
                thread_.add([this, doing, question, answer](LedgerStore& store) {
                    try {
                        answer->give(question(store));
                    } catch (const sql::SqliteFailure& failure) {
                        answer->give(sql::explain_failure(failure, file_, doing));
                    }
                    return true;
                });
            },
            executor_);
    }

    // One part at a time, so that commits get in between. true: answered.
    bool prune_step(LedgerStore& store, core::WallTime older_than, std::uint64_t& removed,
                    sql::Answer<Result<std::uint64_t>>& answer) const {
        try {
            const auto some = store.prune_some(older_than);
            if (some && *some) {
                removed += **some;
                return false;
            }
            answer.give(some ? Result<std::uint64_t>(removed) : Result<std::uint64_t>(some.error()));
        } catch (const sql::SqliteFailure& failure) {
            answer.give(sql::explain_failure(failure, file_, "prune the ledger"));
        }
        return true;
    }

    const asio::any_io_executor executor_;
    const std::filesystem::path file_;
    sql::LedgerThread thread_;  // last: it ends first
};

}  // namespace

Result<std::unique_ptr<ports::Ledger>> open_sqlite_ledger(asio::any_io_executor executor, LedgerFile settings) {
    // One name for the file and its write-ahead log, whatever the working directory or a link says later.
    std::error_code unresolved;
    auto file = std::filesystem::weakly_canonical(std::filesystem::absolute(settings.path), unresolved);
    if (unresolved) file = settings.path;
    auto opened = sql::open_database(file, sql::migrations());
    if (!opened) return opened.error();
    auto store = std::make_unique<LedgerStore>(file, settings.free_space_floor, std::move(*opened));
    return std::unique_ptr<ports::Ledger>(std::make_unique<SqliteLedger>(std::move(executor), std::move(store)));
}

}  // namespace ecdsnap::adapters
