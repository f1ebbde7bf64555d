// Keeps new connections to one endpoint from coming in storms: a few are opened at a time, and after a failure the next
// ones wait together, one tries, and the others learn from it.
#pragma once

#include "core/error.hpp"
#include "core/result.hpp"
#include "core/time.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>

namespace ecdsnap::adapters {

class OpeningGate;

// One attempt under way. Destroyed without a word (its coroutine was given up), it says nothing of the endpoint.
class Opening {
public:
    Opening(std::shared_ptr<OpeningGate> gate, std::uint64_t round) : gate_(std::move(gate)), round_(round) {}
    Opening(Opening&& other) noexcept = default;
    Opening& operator=(Opening&& other) = delete;
    ~Opening();

    void succeed();
    void fail(const core::Error& error);

private:
    std::shared_ptr<OpeningGate> gate_;
    std::uint64_t round_;
};

class OpeningGate : public std::enable_shared_from_this<OpeningGate> {
public:
    struct Rules {
        std::size_t at_once = 4;
        core::Millis first_pause{100};  // after a failure; doubled with each further one
        core::Millis longest_pause{std::chrono::seconds{5}};
        std::uint32_t patience = 3;  // after so many failures in a row nobody waits: who comes is told the last one
    };

    OpeningGate(boost::asio::any_io_executor executor, Rules rules) : executor_(std::move(executor)), rules_(rules) {}

    // Waits for a turn, first come, first served. Error: the endpoint is failing (its last error, with the pause
    // after it), no turn came in time, or given up.
    static boost::asio::awaitable<core::Result<Opening>> enter(std::shared_ptr<OpeningGate> gate,
                                                               core::Millis longest_wait);

    // Ends the waits; nobody is let in any more.
    void close();

private:
    friend class Opening;
    class Turn;

    bool has_room() const;
    bool is_hopeless() const { return is_paused_ && failures_ >= rules_.patience; }
    Opening begin();
    void advance();
    void leave();
    void note_success();
    void note_failure(std::uint64_t round, const core::Error& error);
    core::Error no_turn(core::Millis longest_wait) const;
    core::Error given_up() const;

    boost::asio::any_io_executor executor_;
    Rules rules_;
    std::size_t under_way_ = 0;
    std::uint32_t failures_ = 0;  // in a row; those of attempts that were under way together count as one
    std::uint64_t round_ = 0;     // counts the failures: tells who began before the last one
    bool is_paused_ = false;
    bool is_closed_ = false;
    core::Error last_error_;                            // with the pause after it
    std::unique_ptr<boost::asio::steady_timer> pause_;  // until the next attempt
    std::list<Turn*> turns_;
};

}  // namespace ecdsnap::adapters
