#include "cli/inventory/paced_reads.hpp"

#include "core/task/retry_delay.hpp"

#include <algorithm>

namespace ecdsnap::cli {
namespace {

constexpr std::uint32_t attempts = 4;

core::Millis pause_before(std::uint32_t attempt, const core::Error& error, ports::Random& random) {
    core::RetryRules rules;
    rules.first = core::Millis{500};
    rules.most = core::Millis{5000};
    const core::Millis own = core::retry_delay(rules, attempt, random.next());
    return std::max(own, error.retry_after.value_or(own));
}

}  // namespace

PacedReads::PacedReads(ports::Clock& clock, ports::Random& random, core::SiteLimits limits)
    : clock_(clock),
      random_(random),
      apart_(1000 / limits.requests_per_second + 1),
      alarm_(clock.make_alarm()),
      next_(clock.steady_now()) {}

boost::asio::awaitable<void> PacedReads::wait_for_turn() {
    if (next_ > clock_.steady_now()) {
        const bool rung = co_await alarm_->wait_until(next_);
        (void)rung;
    }
    next_ = clock_.steady_now() + apart_;
}

bool PacedReads::may_repeat(const core::Error& error, std::uint32_t attempt) {
    return attempt < attempts &&
           (error.kind == core::ErrorClass::throttled || error.kind == core::ErrorClass::temporary ||
            error.kind == core::ErrorClass::ambiguous);
}

void PacedReads::step_aside(const core::Error& error, std::uint32_t attempt) {
    next_ = std::max(next_, clock_.steady_now() + pause_before(attempt, error, random_));
}

}  // namespace ecdsnap::cli
