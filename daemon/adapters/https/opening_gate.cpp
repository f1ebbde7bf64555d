#include "adapters/https/opening_gate.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace ecdsnap::adapters {

namespace asio = boost::asio;

// One waiter. A turn that was given and is not used (its coroutine was destroyed) is given back.
class OpeningGate::Turn {
public:
    Turn(OpeningGate& gate, core::Millis longest_wait) : gate_(gate), timer_(gate.executor_, longest_wait) {
        place_ = gate_.turns_.insert(gate_.turns_.end(), this);
    }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;
    ~Turn() {
        if (has_turn_)
            gate_.leave();
        else if (is_in_line_)
            gate_.turns_.erase(place_);
    }

    auto wait() { return timer_.async_wait(asio::as_tuple(asio::use_awaitable)); }
    bool use_turn() { return std::exchange(has_turn_, false); }

    // By the gate, which has taken it out of the line.
    void give_turn() {
        is_in_line_ = false;
        has_turn_ = true;
        timer_.cancel();
    }
    void tell_failure() {
        is_in_line_ = false;
        timer_.cancel();
    }
    bool is_in_line() const { return is_in_line_; }

private:
    OpeningGate& gate_;
    asio::steady_timer timer_;
    std::list<Turn*>::iterator place_;
    bool is_in_line_ = true;
    bool has_turn_ = false;
};

Opening::~Opening() {
    if (gate_) gate_->leave();
}

void Opening::succeed() {
    gate_->note_success();
}

void Opening::fail(const core::Error& error) {
    gate_->note_failure(round_, error);
}

asio::awaitable<core::Result<Opening>> OpeningGate::enter(std::shared_ptr<OpeningGate> gate,
                                                          core::Millis longest_wait) {
    if (gate->is_closed_) co_return gate->given_up();
    if (gate->is_hopeless()) co_return gate->last_error_;
    if (gate->turns_.empty() && gate->has_room()) co_return gate->begin();
    Turn turn(*gate, longest_wait);
    const auto [ended] = co_await turn.wait();
    if (gate->is_closed_) co_return gate->given_up();
    if (turn.use_turn()) co_return Opening(gate, gate->round_);
    if (!turn.is_in_line()) co_return gate->last_error_;
    if (ended) co_return gate->given_up();
    co_return gate->no_turn(longest_wait);
}

void OpeningGate::close() {
    is_closed_ = true;
    if (pause_) pause_->cancel();
    for (Turn* const turn : std::exchange(turns_, {}))
        turn->tell_failure();
}

// While the last attempt failed, one at a time.
bool OpeningGate::has_room() const {
    return !is_paused_ && under_way_ < (failures_ == 0 ? rules_.at_once : 1);
}

Opening OpeningGate::begin() {
    ++under_way_;
    return {shared_from_this(), round_};
}

void OpeningGate::advance() {
    while (!turns_.empty() && has_room()) {
        Turn* const first = turns_.front();
        turns_.pop_front();
        ++under_way_;
        first->give_turn();
    }
}

void OpeningGate::leave() {
    --under_way_;
    advance();
}

void OpeningGate::note_success() {
    failures_ = 0;
    is_paused_ = false;
    if (pause_) pause_->cancel();
    advance();
}

void OpeningGate::note_failure(std::uint64_t round, const core::Error& error) {
    if (round != round_ || is_closed_) return;
    last_error_ = error;
    ++round_;
    ++failures_;
    is_paused_ = true;
    const std::uint32_t doublings = std::min(failures_ - 1, 16U);
    last_error_.retry_after = std::min(rules_.first_pause * (1U << doublings), rules_.longest_pause);
    pause_ = std::make_unique<asio::steady_timer>(executor_, *last_error_.retry_after);
    auto on_end = [self = weak_from_this()](const boost::system::error_code& ended) {
        const auto gate = self.lock();
        if (ended || !gate) return;
        gate->is_paused_ = false;
        gate->advance();
    };
    pause_->async_wait(std::move(on_end));
    if (!is_hopeless()) return;
    for (Turn* const turn : std::exchange(turns_, {}))
        turn->tell_failure();
}

core::Error OpeningGate::no_turn(core::Millis longest_wait) const {
    if (failures_ != 0) return last_error_;
    core::Error error;
    error.kind = core::ErrorClass::temporary;
    error.message = fmt::format("no connection could be opened in {:g} s: {} are being opened already",
                                std::chrono::duration<double>(longest_wait).count(), under_way_);
    return error;
}

core::Error OpeningGate::given_up() const {
    core::Error error;
    error.kind = core::ErrorClass::local;
    error.message = is_closed_ ? "the client was closed" : "waiting to open a connection was given up by this side";
    return error;
}

}  // namespace ecdsnap::adapters
