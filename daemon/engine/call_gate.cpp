#include "engine/call_gate.hpp"

#include <algorithm>
#include <utility>

namespace ecdsnap::engine {
namespace {

constexpr std::uint64_t longest_waiting_every = 8;

core::CallKind kind_of(std::size_t turn) {
    const auto which = static_cast<CallTurn>(turn);
    if (which == CallTurn::power) return core::CallKind::power;
    const bool create = which == CallTurn::create || which == CallTurn::create_after_look;
    return create ? core::CallKind::create : core::CallKind::read;
}

}  // namespace

CallGate::CallGate(ports::Clock& clock, core::Pacing pacing)
    : clock_(clock), pacing_(std::move(pacing)), work_(clock.make_alarm()) {}

boost::asio::awaitable<void> CallGate::permit(CallTurn turn, ports::Alarm& alarm) {
    if (stopping_ || start_at_once(kind_of(static_cast<std::size_t>(turn)))) co_return;
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

// Nobody waits, and nothing has to be waited for.
bool CallGate::start_at_once(core::CallKind kind) {
    const core::SteadyTime now = clock_.steady_now();
    const bool waiting = std::any_of(queues_.begin(), queues_.end(), [](const auto& queue) { return !queue.empty(); });
    if (waiting || pacing_.earliest(kind) > now) return false;
    pacing_.started(kind, now);
    ++granted_;
    return true;
}

boost::asio::awaitable<void> CallGate::run() {
    while (!stopping_) {
        core::SteadyTime earliest = core::never;
        const core::SteadyTime now = clock_.steady_now();
        if (auto* queue = choose(now, earliest)) {
            const auto turn = static_cast<std::size_t>(queue - queues_.data());
            pacing_.started(kind_of(turn), now);
            ++granted_;
            grant(*queue);
            continue;
        }
        const bool rung = co_await work_->wait_until(earliest);
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

// The queue whose head may start now; else null, and `earliest` is when one of them may.
std::deque<CallGate::Waiter*>* CallGate::choose(core::SteadyTime now, core::SteadyTime& earliest) {
    std::deque<Waiter*>* chosen = nullptr;
    const bool longest_waiting = granted_ % longest_waiting_every == longest_waiting_every - 1;
    for (std::size_t turn = 0; turn < turns; ++turn) {
        auto& queue = queues_[turn];
        if (queue.empty()) continue;
        const core::SteadyTime when = pacing_.earliest(kind_of(turn));
        earliest = std::min(earliest, when);
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
