// Every call of a site waits here for its moment: the order in which callers go, pacing's word on when, and whether
// calls of its kind are held back.
#pragma once

#include "core/dispatch/circuit_breaker.hpp"
#include "core/dispatch/pacing.hpp"
#include "ports/clock.hpp"

#include <boost/asio/awaitable.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>

namespace ecdsnap::engine {

// Who goes first. Every eighth call goes to whoever has waited longest, so that nothing starves.
enum class CallTurn : std::uint8_t {
    granted_create,     // had its moment and made a look-up in it
    create_after_look,  // its look-up grows stale while it waits
    look_up,
    create,
    power,  // wakes and what puts back to sleep
    listing,
};

class CallGate {
public:
    CallGate(ports::Clock& clock, core::Pacing pacing);

    // Returns when the call may start, and counts it as started. `alarm` is the caller's own.
    boost::asio::awaitable<void> permit(CallTurn turn, ports::Alarm& alarm);

    // Grants permits until stop(); then everyone is let through at once, to find out that the daemon stops.
    boost::asio::awaitable<void> run();
    void stop();

    // A call that had started at `started` has ended; `error`: nullopt, it came through. Creates that wait here when
    // they begin to be held back are let go, uncounted: each must ask whether it still may be made.
    core::CircuitBreaker::Change ended(core::CallKind kind, std::optional<core::ErrorClass> error,
                                       core::SteadyTime started);

    core::Pacing& pacing() { return pacing_; }
    const core::Pacing& pacing() const { return pacing_; }
    const core::CircuitBreaker& breaker(core::CallKind kind) const { return breakers_[index(kind)]; }

private:
    struct Waiter {
        ports::Alarm* alarm = nullptr;
        core::SteadyTime since{};
        bool granted = false;
    };
    static constexpr std::size_t turns = 6;

    static std::size_t index(core::CallKind kind) { return static_cast<std::size_t>(kind); }
    bool start_at_once(CallTurn turn);
    core::SteadyTime earliest(CallTurn turn) const;
    void start(CallTurn turn, core::SteadyTime now);
    std::deque<Waiter*>* choose(core::SteadyTime now, core::SteadyTime& soonest);
    void grant(std::deque<Waiter*>& queue);

    ports::Clock& clock_;
    core::Pacing pacing_;
    std::array<core::CircuitBreaker, core::call_kinds> breakers_;
    std::array<std::deque<Waiter*>, turns> queues_;
    std::unique_ptr<ports::Alarm> work_;
    std::uint64_t granted_ = 0;
    bool stopping_ = false;
};

}  // namespace ecdsnap::engine
