#include "core/forecast/policy_warnings.hpp"

#include "core/forecast/objective_outlook.hpp"

#include <fmt/format.h>

#include <utility>

namespace ecdsnap::core {
namespace {

void warn_of_objectives(const std::vector<Policy>& policies, SlotInstant now, std::vector<PlanWarning>& warnings) {
    for (const Policy& policy : policies) {
        const auto outlook = objective_outlook(policy, now);
        if (!outlook || outlook->holds()) continue;
        PlanWarning warning;
        warning.kind = PlanWarningKind::objective_broken;
        warning.policy = policy.name;
        warning.slots = outlook->gaps.too_long;
        if (warning.slots > 0) warning.first = outlook->gaps.begin;
        warning.sentence = fmt::format("policy {}: {}", policy.name, text(*outlook));
        warnings.push_back(std::move(warning));
    }
}

}  // namespace

std::vector<PlanWarning> policy_warnings(const std::vector<Policy>& policies, SlotInstant now) {
    std::vector<PlanWarning> warnings;
    warn_of_objectives(policies, now, warnings);
    return warnings;
}

}  // namespace ecdsnap::core
