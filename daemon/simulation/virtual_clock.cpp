#include "simulation/virtual_clock.hpp"

#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <optional>

namespace ecdsnap::simulation {

template <class Handler>
struct VirtualClock::ResumptionOf final : VirtualClock::Resumption {
    ResumptionOf(boost::asio::io_context& context_, Handler handler_)
        : context(context_), handler(std::move(handler_)) {}
    void resume() override { boost::asio::post(context, std::move(handler)); }

    boost::asio::io_context& context;
    Handler handler;
};

class VirtualClock::VirtualAlarm final : public ports::Alarm {
public:
    explicit VirtualAlarm(VirtualClock& clock) : clock_(clock) {}

    boost::asio::awaitable<bool> wait_until(core::SteadyTime until) override {
        if (std::exchange(rung_, false)) co_return true;
        if (until <= clock_.now_) co_return false;
        auto initiate = [this, until](auto handler) {
            using Handler = decltype(handler);
            place_ = clock_.add(until, std::make_unique<ResumptionOf<Handler>>(*clock_.context_, std::move(handler)));
        };
        co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>&, void()>(initiate,
                                                                                            boost::asio::use_awaitable);
        place_.reset();
        co_return std::exchange(rung_, false);
    }

    void ring() override {
        rung_ = true;
        if (!place_) return;
        const Key key = *std::exchange(place_, std::nullopt);
        clock_.resume(key);
    }

private:
    VirtualClock& clock_;
    std::optional<Key> place_;  // while somebody waits
    bool rung_ = false;
};

VirtualClock::VirtualClock(core::WallTime start)
    : context_(std::make_unique<boost::asio::io_context>(1)), wall_start_(start) {}

VirtualClock::~VirtualClock() {
    crash();
}

core::WallTime VirtualClock::wall_now() const {
    return true_wall() + wall_offset_;
}

core::WallTime VirtualClock::true_wall() const {
    return wall_start_ + std::chrono::duration_cast<core::Millis>(now_.time_since_epoch());
}

std::unique_ptr<ports::Alarm> VirtualClock::make_alarm() {
    return std::make_unique<VirtualAlarm>(*this);
}

VirtualClock::Key VirtualClock::add(core::SteadyTime until, std::unique_ptr<Resumption> resumption) {
    const Key key{until, next_++};
    waits_.emplace(key, std::move(resumption));
    return key;
}

// A key that is gone was resumed already, by time or by ring.
void VirtualClock::resume(Key key) {
    const auto place = waits_.find(key);
    if (place == waits_.end()) return;
    const std::unique_ptr<Resumption> resumption = std::move(place->second);
    waits_.erase(place);
    resumption->resume();
}

bool VirtualClock::step(core::SteadyTime until) {
    context_->restart();
    if (context_->poll() > 0) return true;
    if (waits_.empty() || waits_.begin()->first.first > until) {
        now_ = std::max(now_, until);
        return false;
    }
    const Key key = waits_.begin()->first;
    now_ = std::max(now_, key.first);
    resume(key);
    return true;
}

void VirtualClock::run_until(core::SteadyTime until) {
    while (step(until)) {
    }
}

void VirtualClock::crash() {
    // Destroying a coroutine destroys its alarms, and may destroy others that wait.
    while (!waits_.empty()) {
        const auto node = waits_.extract(waits_.begin());
        (void)node;
    }
    context_ = std::make_unique<boost::asio::io_context>(1);
}

}  // namespace ecdsnap::simulation
