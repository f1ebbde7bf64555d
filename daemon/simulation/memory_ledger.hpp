// ports::Ledger in memory, deterministic and without a thread. A commit becomes durable one turn of the executor after
// it was asked for (or later: hold, delay) and then answers. Faults strike commits before or after they are durable.
//
// The durable part outlives the object: a crash and restart is a new MemoryLedger on the same `disk`.
#pragma once

#include "ports/clock.hpp"
#include "ports/ledger.hpp"
#include "simulation/ledger_state.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace ecdsnap::simulation {

// What happens to one commit.
enum class CommitFault : std::uint8_t {
    none,
    refused,      // nothing stored, an error is answered (a full disk)
    torn_answer,  // stored, and yet an error is answered
    lost,         // nothing stored, never answered (killed before the disk write)
    unanswered,   // stored, never answered (killed right after it)
};

class MemoryLedger final : public ports::Ledger {
public:
    using Changes = std::span<const ports::LedgerChange>;

    explicit MemoryLedger(boost::asio::any_io_executor executor,
                          std::shared_ptr<LedgerState> disk = std::make_shared<LedgerState>());
    ~MemoryLedger() override;

    boost::asio::awaitable<core::Result<ports::LedgerContents>> load() override;
    boost::asio::awaitable<core::Result<void>> commit(std::vector<ports::LedgerChange> changes,
                                                      core::WallTime now) override;
    boost::asio::awaitable<core::Result<std::optional<core::Task>>> find_task(ports::TaskIdentity identity) override;
    boost::asio::awaitable<core::Result<std::optional<core::Slot>>> find_slot(core::SlotKey key) override;
    boost::asio::awaitable<core::Result<std::vector<ports::HistoryEntry>>> history(ports::HistoryQuery query) override;
    boost::asio::awaitable<core::Result<std::vector<core::Slot>>> recent_slots(std::uint32_t per_policy) override;
    boost::asio::awaitable<core::Result<ports::LedgerFigures>> figures() override;
    boost::asio::awaitable<core::Result<std::uint64_t>> prune(core::WallTime older_than) override;
    boost::asio::awaitable<void> close() override;

    // The `nth` commit from now on (1: the next one) meets this fault.
    void fail_commit(std::uint64_t nth, CommitFault fault);
    // Asked for every commit that fail_commit() does not name; commits count from 1. Empty: no faults.
    void decide_faults(std::function<CommitFault(std::uint64_t number, Changes changes)> decide);
    // Sees the changes of every commit that became durable, in their order. Empty: nobody does.
    void on_stored(std::function<void(Changes)> see) { on_stored_ = std::move(see); }
    // While true every read answers an error.
    void fail_reads(bool fail) { fail_reads_ = fail; }

    // Commits stay pending until release().
    void hold();
    void release();
    // Each commit takes this long on that clock before it is pending, and so does each read. The clock outlives the
    // ledger.
    void delay_by(ports::Clock& clock, core::Millis delay);

    // Before a crash: nothing that is pending is stored, and nobody waits any more.
    void forget_callers();

    const LedgerState& durable() const { return *disk_; }
    LedgerState copy_state() const { return *disk_; }

private:
    using Respond = std::function<void(core::Result<void>)>;
    struct Pending {
        std::vector<ports::LedgerChange> changes;
        core::WallTime now{};
        CommitFault fault = CommitFault::none;
        Respond respond;
    };

    boost::asio::awaitable<core::Result<void>> queue(std::vector<ports::LedgerChange> changes, core::WallTime now);
    template <class T, class Read>
    boost::asio::awaitable<core::Result<T>> read(Read read);
    CommitFault fault_of(std::uint64_t number, Changes changes);
    void flush_soon();
    void flush();
    void finish(Pending commit);

    const boost::asio::any_io_executor executor_;
    const std::shared_ptr<LedgerState> disk_;
    std::map<std::uint64_t, CommitFault> named_faults_;  // by the commit's number
    std::function<CommitFault(std::uint64_t, Changes)> decide_;
    std::function<void(Changes)> on_stored_;
    ports::Clock* clock_ = nullptr;
    core::Millis delay_{0};
    std::uint64_t commits_ = 0;
    bool fail_reads_ = false;
    bool held_ = false;
    bool flush_posted_ = false;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);  // for functions that are posted and not yet called
    std::vector<Pending> pending_;
    std::vector<Respond> never_answered_;  // kept: destroying one destroys the coroutine that waits
};

}  // namespace ecdsnap::simulation
