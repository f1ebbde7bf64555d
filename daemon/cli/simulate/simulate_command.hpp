// `ecdsnap simulate`: the configuration over a fleet in virtual time, with the real engine. Needs no daemon, no network
// and no credentials.
#pragma once

#include "cli/simulate/simulate_options.hpp"
#include "cli/terminal.hpp"

#include <filesystem>

namespace ecdsnap::cli {

// 0: every slot was opened, every disk done or skipped. 10: not so. 2: the configuration, an option or an inventory
// cannot be used. 1: the chart cannot be written.
int simulate(const std::filesystem::path& main_file, const SimulateOptions& options, Terminal& terminal, Output output);

}  // namespace ecdsnap::cli
