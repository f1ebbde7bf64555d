#include "simulation/memory_ledger.hpp"

#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <utility>

namespace ecdsnap::simulation {

namespace asio = boost::asio;
using core::Result;

namespace {

core::Error local_error(const char* doing, std::string message) {
    core::Error error;
    error.kind = core::ErrorClass::local;
    error.doing = doing;
    error.message = std::move(message);
    return error;
}

constexpr auto doing_commit = "commit to the ledger";

}  // namespace

MemoryLedger::MemoryLedger(asio::any_io_executor executor, std::shared_ptr<LedgerState> disk)
    : executor_(std::move(executor)), disk_(std::move(disk)) {}

MemoryLedger::~MemoryLedger() = default;

asio::awaitable<Result<void>> MemoryLedger::commit(std::vector<ports::LedgerChange> changes, core::WallTime now) {
    if (clock_ != nullptr && delay_ > core::Millis{0}) {
        const auto alarm = clock_->make_alarm();
        co_await alarm->wait_until(clock_->steady_now() + delay_);
    }
    auto queued = queue(std::move(changes), now);
    co_return co_await std::move(queued);
}

// Not a coroutine: it lays the waiting coroutine's handler into the queue.
asio::awaitable<Result<void>> MemoryLedger::queue(std::vector<ports::LedgerChange> changes, core::WallTime now) {
    auto begin = [this](auto handler, std::vector<ports::LedgerChange> waiting, core::WallTime at) {
        Pending pending;
        pending.fault = fault_of(++commits_, waiting);
        pending.changes = std::move(waiting);
        pending.now = at;
        auto kept = std::make_shared<decltype(handler)>(std::move(handler));
        pending.respond = [kept](Result<void> answer) { std::move (*kept)(std::move(answer)); };
        pending_.push_back(std::move(pending));
        flush_soon();
    };
    return asio::async_initiate<const asio::use_awaitable_t<>&, void(Result<void>)>(begin, asio::use_awaitable,
                                                                                    std::move(changes), now);
}

CommitFault MemoryLedger::fault_of(std::uint64_t number, Changes changes) {
    if (const auto named = named_faults_.find(number); named != named_faults_.end()) return named->second;
    return decide_ ? decide_(number, changes) : CommitFault::none;
}

void MemoryLedger::flush_soon() {
    if (held_ || std::exchange(flush_posted_, true)) return;
    asio::post(executor_, [this, alive = std::weak_ptr(alive_)] {
        if (alive.lock()) flush();
    });
}

// All that is pending becomes durable together and is then answered: a group commit.
void MemoryLedger::flush() {
    flush_posted_ = false;
    if (held_) return;
    const std::weak_ptr alive(alive_);
    for (auto& commit : std::exchange(pending_, {})) {
        finish(std::move(commit));
        if (alive.expired()) return;  // whoever was answered has destroyed the ledger
    }
}

void MemoryLedger::finish(Pending commit) {
    const auto contradiction = disk_->contradiction(commit.changes);
    const bool stored = !contradiction && commit.fault != CommitFault::refused && commit.fault != CommitFault::lost;
    if (stored) {
        disk_->apply(commit.changes, commit.now);
        if (on_stored_) on_stored_(commit.changes);
    }
    switch (commit.fault) {
        case CommitFault::lost:
        case CommitFault::unanswered: never_answered_.push_back(std::move(commit.respond)); return;
        case CommitFault::refused:
            commit.respond(local_error(doing_commit, "the disk is full; nothing was stored"));
            return;
        case CommitFault::torn_answer:
            commit.respond(local_error(doing_commit, "the disk failed during the write"));
            return;
        case CommitFault::none: break;
    }
    if (!contradiction) return commit.respond({});
    core::Error refused = local_error(doing_commit, *contradiction);
    refused.code = ports::commit_refused;
    commit.respond(std::move(refused));
}

template <class T, class Read>
asio::awaitable<Result<T>> MemoryLedger::read(Read read) {
    co_await asio::post(executor_, asio::use_awaitable);
    if (clock_ != nullptr) {
        const auto alarm = clock_->make_alarm();
        const bool rung = co_await alarm->wait_until(clock_->steady_now() + delay_);
        (void)rung;
    }
    if (fail_reads_) co_return local_error("read the ledger", "the disk does not answer");
    co_return read();
}

asio::awaitable<Result<ports::LedgerContents>> MemoryLedger::load() {
    return read<ports::LedgerContents>([this] { return disk_->contents(); });
}

asio::awaitable<Result<std::optional<core::Task>>> MemoryLedger::find_task(ports::TaskIdentity identity) {
    using Found = std::optional<core::Task>;
    return read<Found>([this, identity = std::move(identity)] {
        const auto* task = disk_->task(identity);
        return task != nullptr ? Found(*task) : Found();
    });
}

asio::awaitable<Result<std::optional<core::Slot>>> MemoryLedger::find_slot(core::SlotKey key) {
    using Found = std::optional<core::Slot>;
    return read<Found>([this, key = std::move(key)] {
        const auto* slot = disk_->slot(key);
        return slot != nullptr ? Found(*slot) : Found();
    });
}

asio::awaitable<Result<std::vector<ports::HistoryEntry>>> MemoryLedger::history(ports::HistoryQuery query) {
    return read<std::vector<ports::HistoryEntry>>([this, query = std::move(query)] { return disk_->history(query); });
}

asio::awaitable<Result<std::vector<core::Slot>>> MemoryLedger::recent_slots(std::uint32_t per_policy) {
    return read<std::vector<core::Slot>>([this, per_policy] { return disk_->recent_slots(per_policy); });
}

asio::awaitable<Result<ports::LedgerFigures>> MemoryLedger::figures() {
    return read<ports::LedgerFigures>([this] { return disk_->figures(); });
}

asio::awaitable<Result<std::uint64_t>> MemoryLedger::prune(core::WallTime older_than) {
    return read<std::uint64_t>([this, older_than] { return disk_->prune(older_than); });
}

asio::awaitable<void> MemoryLedger::close() {
    release();
    while (!pending_.empty())
        co_await asio::post(executor_, asio::use_awaitable);
    disk_->end_in_order();
}

void MemoryLedger::fail_commit(std::uint64_t nth, CommitFault fault) {
    named_faults_[commits_ + nth] = fault;
}

void MemoryLedger::decide_faults(std::function<CommitFault(std::uint64_t number, Changes changes)> decide) {
    decide_ = std::move(decide);
}

// Destroying a handler hands its coroutine to the executor to be destroyed, so this comes before the loop's end.
void MemoryLedger::forget_callers() {
    pending_.clear();
    never_answered_.clear();
}

void MemoryLedger::hold() {
    held_ = true;
}

void MemoryLedger::release() {
    held_ = false;
    if (!pending_.empty()) flush_soon();
}

void MemoryLedger::delay_by(ports::Clock& clock, core::Millis delay) {
    clock_ = &clock;
    delay_ = delay;
}

}  // namespace ecdsnap::simulation
