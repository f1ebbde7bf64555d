// What a policy promises and whether its slots hold it, as JSON: in plan and explain alike.
#pragma once

#include "core/policy/policy.hpp"

#include <nlohmann/json_fwd.hpp>

namespace ecdsnap::cli {

// {"rpo_seconds", "verified_within_seconds", "slots": "objective" or "schedule", "longest_gap_seconds",
// "worst_age_seconds", "holds", "text"}; null: it promises nothing.
nlohmann::ordered_json objective_json(const core::Policy& policy, core::SlotInstant now);

}  // namespace ecdsnap::cli
