#include "cli/commands.hpp"
#include "cli/tables/exit_code.hpp"

namespace ecdsnap::cli {

int reload(const DaemonSocket& daemon, Terminal& terminal, Output output) {
    const auto answer = daemon.post("/v1/reload", "");
    if (!answer) return tell_problem(terminal, answer.error());
    if (output == Output::json) terminal.out << answer->body;
    if (answer->status != 200) return tell_refusal(terminal, *answer);
    if (output == Output::text) terminal.out << "the new configuration is in force\n";
    return exit_good;
}

}  // namespace ecdsnap::cli
