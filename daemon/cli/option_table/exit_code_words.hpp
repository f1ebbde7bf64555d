// Exit codes in every --help.
#pragma once

namespace CLI {
class App;
}

namespace ecdsnap::cli {

// Puts the usual exit codes before the examples of each command whose footer names none.
void add_exit_codes(CLI::App& program);

}  // namespace ecdsnap::cli
