#include "app/longer_stop.hpp"

#include <algorithm>

namespace ecdsnap::app {
namespace {

constexpr core::Millis every = std::chrono::seconds{5};
constexpr core::Millis each_time = std::chrono::seconds{15};  // the last notifications may hold the loop for a while

}  // namespace

boost::asio::awaitable<void> ask_for_time(ports::ServiceNotifier& notifier, ports::Clock& clock, ports::Alarm& over,
                                          core::Millis grace) {
    const core::SteadyTime until = clock.steady_now() + grace + stop_beyond_grace;
    bool stopped = false;
    while (!stopped && clock.steady_now() < until) {
        const core::SteadyTime now = clock.steady_now();
        const auto left = std::chrono::ceil<core::Millis>(until - now);
        notifier.still_stopping(std::min(each_time, left));
        stopped = co_await over.wait_until(now + std::min(every, left));
    }
}

}  // namespace ecdsnap::app
