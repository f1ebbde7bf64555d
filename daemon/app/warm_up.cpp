#include "app/warm_up.hpp"

#include <algorithm>
#include <cmath>

namespace ecdsnap::app {
namespace {

// Policies come and go, and clocks are set: no wait is longer.
constexpr core::Millis longest_wait = std::chrono::minutes{1};
constexpr core::Millis shortest_wait = std::chrono::seconds{1};

std::optional<core::SlotInstant> next_due(const ports::Status& status) {
    std::optional<core::SlotInstant> next;
    for (const ports::PolicyStatus& policy : status.policies) {
        const bool sends = policy.next_slot && !policy.observes && policy.paused.empty();
        if (sends && *policy.next_slot > status.now && (!next || *policy.next_slot < *next)) next = policy.next_slot;
    }
    return next;
}

// For some desktop, as far as they are known now: a start knows none yet.
bool sends_at(const ports::Status& status, core::SlotInstant due) {
    return std::ranges::any_of(status.policies, [&](const ports::PolicyStatus& policy) {
        return policy.next_slot == due && policy.with_disk > 0 && !policy.observes && policy.paused.empty();
    });
}

}  // namespace

std::size_t connections_for(const ports::SiteStatus& site, const core::SiteLimits& limits) {
    if (!site.ready || !site.unused.empty()) return 0;
    const double a_second = std::min<double>(site.requests_per_second_limit, limits.requests_per_second);
    const auto kept_busy = static_cast<std::uint64_t>(std::ceil(a_second / 2));
    return std::min<std::uint64_t>({limits.in_flight, site.desktops - site.excluded, kept_busy});
}

WarmUp::Step WarmUp::step(const ports::Status& status) {
    const auto due = next_due(status);
    if (!due) return {false, longest_wait};
    const core::Millis left = *due - status.now;
    if (left <= warm_ahead && warmed_for_ != due && sends_at(status, *due)) {
        warmed_for_ = due;
        return {true, std::clamp(left, shortest_wait, longest_wait)};
    }
    const core::Millis until_warm = left > warm_ahead ? left - warm_ahead : left;
    return {false, std::clamp(until_warm, shortest_wait, longest_wait)};
}

}  // namespace ecdsnap::app
