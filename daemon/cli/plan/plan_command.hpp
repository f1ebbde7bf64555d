// `ecdsnap plan`: the slots that come, what each asks of the sites, and whether it fits. Needs no daemon; asks the
// cloud only for a --desktop without an --inventory.
#pragma once

#include "cli/plan/plan_options.hpp"
#include "cli/terminal.hpp"

#include <filesystem>

namespace ecdsnap::cli {

// 0: every slot fits its window. 10: some do not. 2: the configuration, an option or an inventory cannot be used. 1:
// the picture cannot be written, a site did not answer.
int plan(const std::filesystem::path& main_file, const PlanOptions& options, Terminal& terminal, Output output);

}  // namespace ecdsnap::cli
