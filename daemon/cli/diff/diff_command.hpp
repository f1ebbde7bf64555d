// `ecdsnap diff NEW`: what another configuration would change.
#pragma once

#include "cli/terminal.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace ecdsnap::cli {

struct DiffOptions {
    std::filesystem::path other;           // a main file; a folder with one (ecdsnapd.yaml), or of policies
    std::vector<std::string> inventories;  // "FILE" or "SITE=FILE"; empty: no desktop is known
};

// 0: nothing changes. 1: something does. 2: one of the configurations or an inventory cannot be used.
int diff(const std::filesystem::path& main_file, const DiffOptions& options, Terminal& terminal, Output output);

}  // namespace ecdsnap::cli
