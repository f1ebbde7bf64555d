#include "simulation/virtual_clock.hpp"

#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <optional>
#include <stdexcept>

namespace ecdsnap::simulation {
namespace {

constexpr std::uint64_t most_idle_waits = 20'000'000;  // a second of a core; one for each task of a fleet is far less
constexpr int only_one_thread = BOOST_ASIO_CONCURRENCY_HINT_UNSAFE;  // no locks

}  // namespace

template <class Handler>
struct VirtualClock::ResumptionOf final : VirtualClock::Resumption {
    ResumptionOf(boost::asio::io_context& context_, Handler handler_)
        : context(context_), handler(std::move(handler_)) {}
    // The lambda is the loop's own, where the handler would be led there by its type-erased executor: a third of the
    // time of a run.
    void resume() override {
        boost::asio::post(context, [resumed = std::move(handler)]() mutable { std::move(resumed)(); });
    }

    boost::asio::io_context& context;
    Handler handler;
};

class VirtualClock::VirtualAlarm final : public ports::Alarm {
public:
    explicit VirtualAlarm(VirtualClock& clock) : clock_(clock) {}

    boost::asio::awaitable<bool> wait_until(core::SteadyTime until) override {
        if (rung_ || until <= clock_.steady_now()) {
            clock_.note_idle_wait();
            co_return std::exchange(rung_, false);
        }
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

VirtualClock::VirtualClock(VirtualTime& time)
    : time_(time), context_(std::make_unique<boost::asio::io_context>(only_one_thread)) {
    time_.hosts_.push_back(this);
}

VirtualClock::~VirtualClock() {
    crash();
    std::erase(time_.hosts_, this);
}

std::unique_ptr<ports::Alarm> VirtualClock::make_alarm() {
    return std::make_unique<VirtualAlarm>(*this);
}

VirtualClock::Key VirtualClock::add(core::SteadyTime until, std::unique_ptr<Resumption> resumption) {
    const Key key = time_.next_key(until);
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

bool VirtualClock::run_one() {
    if (asuspend_until_ > time_.now()) return false;
    if (context_->stopped()) context_->restart();
    idle_waits_ = 0;
    if (context_->poll_one() == 0) return false;
    ++steps_;
    return true;
}

// A loop that always waits for what is over would keep the whole simulation where it is, for ever.
void VirtualClock::note_idle_wait() {
    if (++idle_waits_ == most_idle_waits) throw std::runtime_error("a loop does not let time pass");
}

void VirtualClock::suspend_until(core::SteadyTime until) {
    asuspend_until_ = std::max(asuspend_until_, until);
    time_.at(until, [] {});  // time stops there, and what can run runs
}

void VirtualClock::crash() {
    // Destroying a coroutine destroys its alarms, and may destroy others that wait.
    while (!waits_.empty()) {
        const auto node = waits_.extract(waits_.begin());
        (void)node;
    }
    context_ = std::make_unique<boost::asio::io_context>(only_one_thread);
    asuspend_until_ = {};
}

}  // namespace ecdsnap::simulation
