// `ecdsnap explain DESKTOP`: which policies cover it, by which condition, what comes next and what came of the last.
#pragma once

#include "cli/terminal.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace ecdsnap::cli {

struct ExplainOptions {
    std::string desktop;                   // an id; with an inventory also a name
    std::vector<std::string> inventories;  // "FILE" or "SITE=FILE"; empty: the cloud is asked
    bool offline = false;                  // neither the cloud nor the daemon is asked
};

// 0: some policy covers it. 1: none does, or the cloud does not answer. 2: the configuration or an option cannot be
// used, or there is no such desktop. Without a daemon the outcomes are not known, and that is said.
int explain(const std::filesystem::path& main_file, const ExplainOptions& options, Terminal& terminal, Output output);

}  // namespace ecdsnap::cli
