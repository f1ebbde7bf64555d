// The engine's way to the ledger. What merely has to be remembered is stored soon and kept until it is; what must be
// durable before something else happens is waited for. One transaction at a time takes all that has gathered.
#pragma once

#include "core/figures/commit_tally.hpp"
#include "ports/clock.hpp"
#include "ports/event_sink.hpp"
#include "ports/ledger.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace ecdsnap::engine {

class LedgerWriter {
public:
    LedgerWriter(ports::Clock& clock, ports::Ledger& ledger, ports::EventSink& events);

    // What the ledger keeps as the time of its commits; this machine's clock when empty. The next start lists what was
    // made since then, so a wrong clock must not get into it.
    std::function<core::WallTime()> commit_time;

    // Stored with the next transaction; repeated until a transaction succeeds. A change that contradicts what is stored
    // is told of and left out, so that it holds up nothing else.
    void store(ports::LedgerChange change);

    // Durable, after everything stored before it, when it returns true. false: nothing of `changes` was or will be
    // stored. At once false while the ledger is failing, since nothing may be sent then. `alarm` is the caller's own.
    boost::asio::awaitable<bool> commit(std::vector<ports::LedgerChange> changes, ports::Alarm& alarm);

    bool healthy() const { return problem_.empty(); }
    const std::string& problem() const { return problem_; }
    const core::CommitTally& tally() const { return tally_; }

    // Called after `healthy` has changed.
    std::function<void()> on_health_change;

    // Runs until stop() and everything stored is in the ledger (or cannot be).
    boost::asio::awaitable<void> run();
    void stop();

private:
    struct Waiter {
        ports::Alarm* alarm = nullptr;
        bool ended = false;
        bool durable = false;
    };
    // What one caller handed over; without a waiter it is kept until it is stored.
    struct Batch {
        std::vector<ports::LedgerChange> changes;
        Waiter* waiter = nullptr;
    };

    core::WallTime now() const { return commit_time ? commit_time() : clock_.wall_now(); }
    boost::asio::awaitable<core::Result<void>> timed_commit(std::vector<ports::LedgerChange> changes);
    boost::asio::awaitable<bool> write(std::vector<Batch> batches);
    boost::asio::awaitable<bool> write_apart(std::vector<Batch> batches);
    static void answer(Waiter& waiter, bool durable);
    void succeed(std::span<const Batch> batches);
    void fail(std::vector<Batch> batches, const core::Error& error);
    void leave_out(const Batch& batch, const core::Error& error);

    ports::Clock& clock_;
    ports::Ledger& ledger_;
    ports::EventSink& events_;
    std::unique_ptr<ports::Alarm> work_;
    std::vector<Batch> pending_;
    std::string problem_;
    core::CommitTally tally_;
    std::uint64_t failures_ = 0;
    bool stopping_ = false;
};

}  // namespace ecdsnap::engine
