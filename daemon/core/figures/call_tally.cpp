#include "core/figures/call_tally.hpp"

#include <chrono>
#include <numeric>

namespace ecdsnap::core {
namespace {

// From an answer of the next room to the longest deadline of a call.
constexpr std::array<double, 8> latency_bounds{0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 30};

}  // namespace

const char* text(CallAction action) {
    switch (action) {
        case CallAction::create_snapshot: return "CreateSnapshot";
        case CallAction::describe_desktops: return "DescribeDesktops";
        case CallAction::describe_snapshots: return "DescribeSnapshots";
        case CallAction::wakeup_desktops: return "WakeupDesktops";
        case CallAction::hibernate_desktops: return "HibernateDesktops";
    }
    return "?";
}

const char* text(CallResult result) {
    switch (result) {
        case CallResult::good: return "good";
        case CallResult::throttled: return "throttled";
        case CallResult::refused: return "refused";
        case CallResult::lost: return "lost";
    }
    return "?";
}

CallResult result_of(const std::optional<ErrorClass>& error) {
    if (!error) return CallResult::good;
    switch (*error) {
        case ErrorClass::throttled: return CallResult::throttled;
        case ErrorClass::temporary:
        case ErrorClass::ambiguous:
        case ErrorClass::local: return CallResult::lost;
        default: return CallResult::refused;
    }
}

CallTally::CallTally()
    : seconds_{Histogram(latency_bounds), Histogram(latency_bounds), Histogram(latency_bounds),
               Histogram(latency_bounds), Histogram(latency_bounds)} {}

void CallTally::ended(CallAction action, const std::optional<ErrorClass>& error, SteadyTimeline::duration took) {
    ++counts_[static_cast<std::size_t>(action)][static_cast<std::size_t>(result_of(error))];
    seconds_[static_cast<std::size_t>(action)].add(std::chrono::duration<double>(took).count());
}

std::uint64_t CallTally::count(CallAction action) const {
    const auto& counts = counts_[static_cast<std::size_t>(action)];
    return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
}

}  // namespace ecdsnap::core
