// `ecdsnap inventory`: the desktops of all accounts and regions, from the cloud.
#pragma once

#include "cli/terminal.hpp"

#include <filesystem>
#include <string>

namespace ecdsnap::cli {

// `save`: a file for plan, explain, diff, check and simulate; empty: none is written. 1: a site did not answer, and
// nothing is saved, or the file cannot be written. 2: the configuration cannot be used.
int inventory(const std::filesystem::path& main_file, const std::string& save, Terminal& terminal, Output output);

}  // namespace ecdsnap::cli
