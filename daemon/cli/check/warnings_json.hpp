// What a look ahead warns about, as JSON: in check, plan and diff alike.
#pragma once

#include "core/forecast/plan_warning.hpp"

#include <nlohmann/json_fwd.hpp>

#include <vector>

namespace ecdsnap::cli {

// [{"kind", "policy", "other", "slots", "disks", "first", "text"}]
nlohmann::ordered_json warnings_json(const std::vector<core::PlanWarning>& warnings);

}  // namespace ecdsnap::cli
