// Every call of a site waits here for its moment: the order in which callers go, and pacing's word on when.
#pragma once

#include "core/dispatch/pacing.hpp"
#include "ports/clock.hpp"

#include <boost/asio/awaitable.hpp>

#include <array>
#include <cstddef>
#include <deque>
#include <memory>

namespace ecdsnap::engine {

// Who goes first. Every eighth call goes to whoever has waited longest, so that nothing starves.
enum class CallTurn : std::uint8_t {
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

    core::Pacing& pacing() { return pacing_; }
    const core::Pacing& pacing() const { return pacing_; }

private:
    struct Waiter {
        ports::Alarm* alarm = nullptr;
        core::SteadyTime since{};
        bool granted = false;
    };
    static constexpr std::size_t turns = 5;

    bool start_at_once(core::CallKind kind);
    std::deque<Waiter*>* choose(core::SteadyTime now, core::SteadyTime& earliest);
    void grant(std::deque<Waiter*>& queue);

    ports::Clock& clock_;
    core::Pacing pacing_;
    std::array<std::deque<Waiter*>, turns> queues_;
    std::unique_ptr<ports::Alarm> work_;
    std::uint64_t granted_ = 0;
    bool stopping_ = false;
};

}  // namespace ecdsnap::engine
