// Notices from a thread of its own when the daemon's loop stops going round, or the ledger's thread stops answering,
// and says so while it lasts: a loop that hangs can tell nobody itself.
#pragma once

#include "core/events/event.hpp"
#include "core/time.hpp"

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <thread>

namespace ecdsnap::app {

// Judges by two counters that are looked at `looks` times within the limit. It counts its own looks instead of asking a
// clock, so that a process that was stopped as a whole (SIGSTOP, suspend) is not taken for one that hangs.
class HangJudge {
public:
    static constexpr unsigned looks = 6;

    explicit HangJudge(core::Millis limit) : limit_(limit) {}

    // `rounds` grows with each round of the loop, `answers` with each answer of the ledger that the loop has seen.
    // What is to be told now: one event when something hangs and one when it goes on.
    std::optional<core::Event> look(std::uint64_t rounds, std::uint64_t answers);

    // What hangs now, as a sentence; nullptr: nothing does.
    const char* hanging() const { return loop_.told ? loop_.stopped : ledger_.told ? ledger_.stopped : nullptr; }

private:
    struct Pulse {
        const char* stopped;  // what there is to say of it
        std::uint64_t seen = 0;
        unsigned still = 0;  // looks without a change
        bool told = false;

        std::optional<core::Event> look(std::uint64_t count, core::Millis limit);
    };

    core::Millis limit_;
    Pulse loop_{"the loop has not gone round"};
    Pulse ledger_{"the ledger's thread has not answered"};
};

class HangWatch {
public:
    // `limit`: three times the time between two calls of one of the two below, or longer. `tell` is called on the
    // watch's thread and may not wait. Throws where the system gives no descriptor or no thread.
    HangWatch(core::Millis limit, std::function<void(core::Event)> tell);
    HangWatch(const HangWatch&) = delete;
    HangWatch& operator=(const HangWatch&) = delete;
    ~HangWatch();

    void loop_came_round() { ++rounds_; }
    void ledger_answered() { ++answers_; }

    // What hangs now, as a sentence; empty: nothing does.
    std::string hanging() const;

    void stop();  // nothing is told from now on; may be called again

private:
    void watch(core::Millis limit);

    std::function<void(core::Event)> tell_;
    std::atomic<std::uint64_t> rounds_{0};
    std::atomic<std::uint64_t> answers_{0};
    std::atomic<const char*> hanging_{nullptr};
    int ending_;  // an event descriptor: readable when the watch is to end
    std::thread thread_;
};

}  // namespace ecdsnap::app
