// `ecdsnap import`: the cloud's own automatic snapshot policies, with the desktops they are applied to, as policies of
// ours.
#pragma once

#include "cli/terminal.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace ecdsnap::cli {

// As typed.
struct ImportOptions {
    std::string output = "-";  // a folder; "-": standard output
    bool force = false;
    std::string timezone = "Asia/Shanghai";
    std::string select = "ids";         // or conditions
    std::vector<std::string> policies;  // ids or names in the cloud; none: all
    std::vector<std::string> sites;     // none: all
};

// `options` outlives the parsing.
void add_import(CLI::App& app, ImportOptions& options);

// 0: everything was taken over; 10: not everything; 1: no site answered, or it could not be written; 2: the command
// line or the configuration cannot be used. Changes nothing in the cloud.
int import_policies(const std::filesystem::path& main_file, const ImportOptions& options, Terminal& terminal,
                    Output output);

}  // namespace ecdsnap::cli
