// `ecdsnap plan --json`; daemon/cli/plan/README.md names the keys.
#pragma once

#include "cli/plan/plan_result.hpp"

#include <ostream>

namespace ecdsnap::cli {

// One object with its line end, written piece by piece: it may have many slots.
void write_plan_json(const PlanResult& result, std::ostream& out);

}  // namespace ecdsnap::cli
