// What is valid in a configuration and will not do what its author expects of it, found by looking ahead over a fleet.
#pragma once

#include "core/forecast/forecast.hpp"
#include "core/policy/policy.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace ecdsnap::core {

enum class PlanWarningKind : std::uint8_t {
    matches_nothing,   // the policy covers no disk of the fleet
    same_disks,        // another policy takes its snapshots of the same disks at nearly the same time
    window_too_short,  // the sites' rates do not carry its calls inside its window
    service_hours,     // its slots lie where the service makes snapshots of its own
    needs_approval,    // it covers more desktops than its `approve_above`
    objective_broken,  // its slots are too far apart for its objective
    calendar_ends,     // a calendar that it uses has no more dates soon, or has none left
};

// This kind and the ones after it need no fleet.
inline constexpr PlanWarningKind first_of_policies_alone = PlanWarningKind::objective_broken;

struct PlanWarning {
    PlanWarningKind kind = PlanWarningKind::matches_nothing;
    std::string policy;
    std::string other;        // of same_disks: the other policy
    std::uint64_t slots = 0;  // how many of the policy's slots it is about
    std::uint64_t disks = 0;  // how many disks in each of them, at most
    SlotInstant first{};      // the first (window_too_short: the worst) of these slots; epoch: it is about none
    std::string sentence;     // with the numbers, and what to do
};

// A calendar that ends within this time is warned about.
inline constexpr std::chrono::days calendar_notice{60};

// Two slots nearer than that are at nearly the same time.
inline constexpr Millis near_slots = std::chrono::minutes{30};

// By kind, then in the order of the policies. `ahead` is the forecast of these policies over the fleet.
// Those of policies alone (policy_warnings.hpp) look further ahead than the forecast, from its begin.
std::vector<PlanWarning> warnings_of(const std::vector<Policy>& policies, const Fleet& fleet,
                                     const std::vector<PolicyReach>& reach, const Forecast& ahead);

// The service's own snapshots of desktops without a policy of theirs: 22:00-06:00 UTC+8 (ECD "Use snapshots").
bool in_service_hours(SlotInstant slot);

const char* text(PlanWarningKind kind);  // "matches_nothing"

}  // namespace ecdsnap::core
