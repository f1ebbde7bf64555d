// `ecdsnap ARGUMENTS`: reads the command line, does the command, returns the exit code.
#pragma once

#include "cli/terminal.hpp"

#include <string>
#include <vector>

namespace ecdsnap::cli {

// `arguments` without the program's name.
int run_command_line(std::vector<std::string> arguments, Terminal& terminal);

}  // namespace ecdsnap::cli
