// What `ecdsnap doctor` prints.
#pragma once

#include "cli/doctor/finding.hpp"
#include "core/time.hpp"

#include <string>

namespace ecdsnap::cli {

// A line for each finding, by place, with its remedy below; what is wrong once more at the end.
std::string doctor_text(const Findings& findings);

// {"at", "good", "findings": [{"where", "what", "verdict", "said", "remedy" or null}]}
std::string doctor_json(const Findings& findings, core::WallTime at);

}  // namespace ecdsnap::cli
