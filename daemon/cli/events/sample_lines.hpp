// A made-up line for each event, as the log has it: to try a log pipeline on.
#pragma once

#include "core/time.hpp"

#include <string>

namespace ecdsnap::cli {

// With every field that the event may have; one JSON object a line.
std::string sample_lines(core::WallTime time);

}  // namespace ecdsnap::cli
