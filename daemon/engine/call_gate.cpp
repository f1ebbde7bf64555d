#include "engine/call_gate.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace ecdsnap::engine {
namespace {

constexpr std::uint64_t longest_waiting_every = 8;

core::CallKind kind_of(CallTurn turn) {
    switch (turn) {
        case CallTurn::granted_create:
        case CallTurn::create_after_look:
        case CallTurn::create: return core::CallKind::create;
        case CallTurn::power: return core::CallKind::power;
        case CallTurn::look_up:
        case CallTurn::listing: return core::CallKind::read;
    }
    return core::CallKind::read;
}

}  // namespace

CallGate::CallGate(ports::Clock& clock, core::Pacing pacing)
    : clock_(clock), pacing_(std::move(pacing)), work_(clock.make_alarm()) {}

boost::asio::awaitable<void> CallGate::permit(CallTurn turn, ports::Alarm& alarm) {
    if (stopping_ || start_at_once(turn)) co_return;
    Waiter waiter;
    waiter.alarm = &alarm;
    waiter.since = clock_.steady_now();
    queues_[static_cast<std::size_t>(turn)].push_back(&waiter);
    work_->ring();
    while (!waiter.granted) {
        const bool rung = co_await alarm.wait_until(core::never);
        (void)rung;
    }
}

// Nobody waits who would go before it, and nothing has to be waited for.
bool CallGate::start_at_once(CallTurn turn) {
    const core::SteadyTime now = clock_.steady_now();
    const auto before = turn == CallTurn::granted_create ? std::next(queues_.begin()) : queues_.end();
    const bool waiting = std::any_of(queues_.begin(), before, [](const auto& queue) { return !queue.empty(); });
    if (waiting || earliest(turn) > now) return false;
    start(turn, now);
    return true;
}

core::SteadyTime CallGate::earliest(CallTurn turn) const {
    const core::CallKind kind = kind_of(turn);
    // Where calls are held back, this one is the try that was let through.
    if (turn == CallTurn::granted_create) return pacing_.earliest_late(kind);
    return std::max(pacing_.earliest(kind), breaker(kind).earliest());
}

void CallGate::start(CallTurn turn, core::SteadyTime now) {
    // Counted as a turn, and as a try where calls are held back, when it had its moment.
    if (turn == CallTurn::granted_create) return pacing_.started_late(now);
    const core::CallKind kind = kind_of(turn);
    pacing_.started(kind, now);
    breakers_[index(kind)].started(now);
    ++granted_;
}

boost::asio::awaitable<void> CallGate::run() {
    while (!stopping_) {
        core::SteadyTime soonest = core::never;
        const core::SteadyTime now = clock_.steady_now();
        if (auto* queue = choose(now, soonest)) {
            start(static_cast<CallTurn>(queue - queues_.data()), now);
            grant(*queue);
            continue;
        }
        const bool rung = co_await work_->wait_until(soonest);
        (void)rung;
    }
    for (auto& queue : queues_)
        while (!queue.empty())
            grant(queue);
}

void CallGate::stop() {
    stopping_ = true;
    work_->ring();
}

core::CircuitBreaker::Change CallGate::ended(core::CallKind kind, std::optional<core::ErrorClass> error,
                                             core::SteadyTime started) {
    const auto change = breakers_[index(kind)].ended(error, started, clock_.steady_now());
    if (change == core::CircuitBreaker::Change::held_back && kind == core::CallKind::create) {
        for (const CallTurn turn : {CallTurn::granted_create, CallTurn::create_after_look, CallTurn::create})
            while (!queues_[static_cast<std::size_t>(turn)].empty())
                grant(queues_[static_cast<std::size_t>(turn)]);
    }
    if (change != core::CircuitBreaker::Change::none) work_->ring();
    return change;
}

// The queue whose head may start now; else null, and `soonest` is when one of them may.
std::deque<CallGate::Waiter*>* CallGate::choose(core::SteadyTime now, core::SteadyTime& soonest) {
    std::deque<Waiter*>* chosen = nullptr;
    const bool longest_waiting = granted_ % longest_waiting_every == longest_waiting_every - 1;
    for (std::size_t turn = 0; turn < turns; ++turn) {
        auto& queue = queues_[turn];
        if (queue.empty()) continue;
        const core::SteadyTime when = earliest(static_cast<CallTurn>(turn));
        soonest = std::min(soonest, when);
        if (when > now) continue;
        if (chosen == nullptr || (longest_waiting && queue.front()->since < chosen->front()->since)) chosen = &queue;
    }
    return chosen;
}

void CallGate::grant(std::deque<Waiter*>& queue) {
    Waiter* waiter = queue.front();
    queue.pop_front();
    waiter->granted = true;
    waiter->alarm->ring();
}

}  // namespace ecdsnap::engine
