// The daemon's status as text: problems first, then policies, open slots and sites.
#pragma once

#include "cli/tables/table.hpp"
#include "ports/status_view.hpp"

#include <string>
#include <vector>

namespace ecdsnap::cli {

// One line each; empty: all is well.
std::vector<std::string> problems_of(const ports::Status& status);

std::string status_text(const ports::Status& status, std::size_t width = any_width);

// "[#########...........] 45% 1 done, 1 skipped, 0 missed, 1 failed, 2 open"
std::string progress_text(const core::SlotCounts& counts);

}  // namespace ecdsnap::cli
