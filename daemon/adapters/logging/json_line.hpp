// An event as one JSON object on one line, for machines. The schema is stable; README.md in this folder describes it.
#pragma once

#include "core/events/event.hpp"
#include "core/time.hpp"

#include <string>
#include <string_view>

namespace ecdsnap::adapters {

// Without the line end. `version` is the program's.
std::string json_line(const core::Event& event, core::WallTime time, std::string_view version);

}  // namespace ecdsnap::adapters
