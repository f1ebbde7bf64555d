#include "cli/simulate/simulation_result.hpp"

#include <algorithm>

namespace ecdsnap::cli {

core::SlotCounts counts_of(const simulation::RehearsedPolicy& policy) {
    core::SlotCounts sum;
    for (const simulation::RehearsedSlot& slot : policy.slots) {
        sum.tasks += slot.counts.tasks;
        sum.done += slot.counts.done;
        sum.skipped += slot.counts.skipped;
        sum.missed += slot.counts.missed;
        sum.failed += slot.counts.failed;
    }
    return sum;
}

std::size_t unopened_of(const simulation::RehearsedPolicy& policy) {
    return static_cast<std::size_t>(
        std::ranges::count_if(policy.slots, [](const simulation::RehearsedSlot& slot) { return !slot.opened; }));
}

bool all_good(const simulation::RehearsalReport& report) {
    return std::ranges::all_of(report.policies, [](const simulation::RehearsedPolicy& policy) {
        const core::SlotCounts counts = counts_of(policy);
        return counts.missed == 0 && counts.failed == 0 && counts.unsettled() == 0 && unopened_of(policy) == 0;
    });
}

absl::TimeZone shared_zone(const simulation::RehearsalPlan& plan) {
    for (const auto& policy : plan.policies)
        if (policy->schedule.timezone != plan.policies.front()->schedule.timezone) return absl::UTCTimeZone();
    return plan.policies.empty() ? absl::UTCTimeZone() : plan.policies.front()->schedule.zone;
}

}  // namespace ecdsnap::cli
