// A ledger under test with the loop it answers on: each call runs the loop until it is answered.
#pragma once

#include "fakes/run_coroutine.hpp"
#include "ports/ledger.hpp"

#include <boost/asio/io_context.hpp>

#include <functional>
#include <memory>
#include <utility>
#include <vector>

namespace ecdsnap::contract {

// Where a ledger's durable part lives: each open() is another run of the daemon on it.
class LedgerPlace {
public:
    virtual ~LedgerPlace() = default;
    virtual std::unique_ptr<ports::Ledger> open(boost::asio::any_io_executor executor) = 0;
};

using MakeLedgerPlace = std::function<std::unique_ptr<LedgerPlace>()>;

class LedgerBench {
public:
    explicit LedgerBench(const MakeLedgerPlace& make) : place_(make()), ledger_(place_->open(loop.get_executor())) {}

    boost::asio::io_context loop;

    ports::Ledger& ledger() { return *ledger_; }

    void close() { tests::run(loop, ledger_->close()); }

    // The next run of the daemon. Without close() before it, the last one just ended.
    void reopen() {
        ledger_.reset();
        ledger_ = place_->open(loop.get_executor());
    }

    core::Result<void> commit(std::vector<ports::LedgerChange> changes, core::WallTime now) {
        return tests::run(loop, ledger_->commit(std::move(changes), now));
    }
    ports::LedgerContents load() { return value(ledger_->load()); }
    std::optional<core::Task> task(ports::TaskIdentity identity) { return value(ledger_->find_task(identity)); }
    std::optional<core::Slot> slot(core::SlotKey key) { return value(ledger_->find_slot(std::move(key))); }
    std::vector<ports::HistoryEntry> history(ports::HistoryQuery query) {
        return value(ledger_->history(std::move(query)));
    }
    std::vector<core::Slot> recent_slots(std::uint32_t per_policy) { return value(ledger_->recent_slots(per_policy)); }
    ports::LedgerFigures figures() { return value(ledger_->figures()); }
    std::uint64_t prune(core::WallTime older_than) { return value(ledger_->prune(older_than)); }

private:
    template <class T>
    T value(boost::asio::awaitable<core::Result<T>> call) {
        return tests::run(loop, std::move(call)).value();
    }

    std::unique_ptr<LedgerPlace> place_;
    std::unique_ptr<ports::Ledger> ledger_;
};

}  // namespace ecdsnap::contract
