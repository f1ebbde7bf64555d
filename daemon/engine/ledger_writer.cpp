#include "engine/ledger_writer.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace ecdsnap::engine {
namespace {

constexpr core::Millis first_retry{1000};
constexpr core::Millis longest_retry{30'000};

core::Millis retry_after(std::uint64_t failures) {
    core::Millis delay = first_retry;
    for (std::uint64_t i = 1; i < failures && delay < longest_retry; ++i)
        delay *= 2;
    return std::min(delay, longest_retry);
}

bool is_refused(const core::Result<void>& result) {
    return result.has_error() && result.error().code == ports::commit_refused;
}

}  // namespace

LedgerWriter::LedgerWriter(ports::Clock& clock, ports::Ledger& ledger, ports::EventSink& events)
    : clock_(clock), ledger_(ledger), events_(events), work_(clock.make_alarm()) {}

void LedgerWriter::store(ports::LedgerChange change) {
    if (pending_.empty() || pending_.back().waiter != nullptr) pending_.emplace_back();
    pending_.back().changes.push_back(std::move(change));
    work_->ring();
}

boost::asio::awaitable<bool> LedgerWriter::commit(std::vector<ports::LedgerChange> changes, ports::Alarm& alarm) {
    if (!healthy()) co_return false;
    Waiter waiter;
    waiter.alarm = &alarm;
    Batch batch;
    batch.changes = std::move(changes);
    batch.waiter = &waiter;
    pending_.push_back(std::move(batch));
    work_->ring();
    while (!waiter.ended) {
        const bool rung = co_await alarm.wait_until(core::never);
        (void)rung;
    }
    co_return waiter.durable;
}

boost::asio::awaitable<void> LedgerWriter::run() {
    for (;;) {
        if (pending_.empty() && (healthy() || stopping_)) {
            if (stopping_) co_return;
            const bool rung = co_await work_->wait_until(core::never);
            (void)rung;
            continue;
        }
        std::vector<Batch> batches = std::exchange(pending_, {});  // none: whether the ledger takes something again
        const bool written = co_await write(std::move(batches));
        if (written) continue;
        if (stopping_) co_return;  // the next start finds the cloud's listing instead
        const core::SteadyTime again = clock_.steady_now() + retry_after(failures_);
        while (!stopping_ && clock_.steady_now() < again) {
            const bool rung = co_await work_->wait_until(again);
            (void)rung;
        }
    }
}

void LedgerWriter::stop() {
    stopping_ = true;
    work_->ring();
}

boost::asio::awaitable<core::Result<void>> LedgerWriter::timed_commit(std::vector<ports::LedgerChange> changes) {
    const core::WallTime committed_at = now();
    const core::SteadyTime started = clock_.steady_now();
    auto result = co_await ledger_.commit(std::move(changes), committed_at);
    tally_.ended(result.has_value(), clock_.steady_now() - started);
    co_return result;
}

boost::asio::awaitable<bool> LedgerWriter::write(std::vector<Batch> batches) {
    std::vector<ports::LedgerChange> changes;
    for (const Batch& batch : batches)
        changes.insert(changes.end(), batch.changes.begin(), batch.changes.end());
    const auto result = co_await timed_commit(std::move(changes));
    if (is_refused(result)) co_return co_await write_apart(std::move(batches));
    if (result.has_value())
        succeed(batches);
    else
        fail(std::move(batches), result.error());
    co_return result.has_value();
}

// One of the changes contradicts what is stored: each is written for itself, and that one is left out.
boost::asio::awaitable<bool> LedgerWriter::write_apart(std::vector<Batch> batches) {
    std::vector<Batch> parts;
    for (Batch& batch : batches) {
        if (batch.waiter != nullptr) {
            parts.push_back(std::move(batch));
            continue;
        }
        for (ports::LedgerChange& change : batch.changes)
            parts.emplace_back().changes.push_back(std::move(change));
    }
    for (std::size_t i = 0; i < parts.size(); ++i) {
        std::vector<ports::LedgerChange> changes = parts[i].changes;
        const auto result = co_await timed_commit(std::move(changes));
        if (is_refused(result)) {
            leave_out(parts[i], result.error());
        } else if (result.has_value()) {
            succeed(std::span(parts).subspan(i, 1));
        } else {
            parts.erase(parts.begin(), parts.begin() + static_cast<std::ptrdiff_t>(i));
            fail(std::move(parts), result.error());
            co_return false;
        }
    }
    co_return true;
}

void LedgerWriter::answer(Waiter& waiter, bool durable) {
    waiter.durable = durable;
    waiter.ended = true;
    waiter.alarm->ring();
}

void LedgerWriter::succeed(std::span<const Batch> batches) {
    for (const Batch& batch : batches)
        if (batch.waiter != nullptr) answer(*batch.waiter, true);
    failures_ = 0;
    if (healthy()) return;
    core::Event event{core::EventId::ledger_restored, "the ledger can be written again", {}};
    event.fields.push_back({"detail", std::exchange(problem_, {})});
    events_.emit(std::move(event));
    if (on_health_change) on_health_change();
}

void LedgerWriter::leave_out(const Batch& batch, const core::Error& error) {
    if (batch.waiter != nullptr) answer(*batch.waiter, false);
    core::Event event{core::EventId::ledger_refused, "the ledger refused a change; it was left out", {}};
    event.fields.push_back({"detail", core::describe(error)});
    events_.emit(std::move(event));
}

void LedgerWriter::fail(std::vector<Batch> batches, const core::Error& error) {
    ++failures_;
    std::vector<Batch> kept;
    for (Batch& batch : batches)
        if (batch.waiter != nullptr)
            answer(*batch.waiter, false);
        else
            kept.push_back(std::move(batch));
    pending_.insert(pending_.begin(), std::make_move_iterator(kept.begin()), std::make_move_iterator(kept.end()));
    const bool was_healthy = healthy();
    problem_ = core::describe(error);
    if (!was_healthy) return;
    core::Event event{
        core::EventId::ledger_failed, "the ledger cannot be written; no snapshot is requested until it can", {}};
    event.fields.push_back({"detail", problem_});
    events_.emit(std::move(event));
    if (on_health_change) on_health_change();
}

}  // namespace ecdsnap::engine
