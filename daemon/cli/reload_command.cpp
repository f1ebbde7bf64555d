#include "cli/commands.hpp"
#include "cli/daemon_answers.hpp"
#include "cli/tables/exit_code.hpp"
#include "core/text/printable.hpp"

#include <string>

namespace ecdsnap::cli {

int reload(const DaemonSocket& daemon, Terminal& terminal, ReloadOptions options, Output output) {
    const auto answer = daemon.post("/v1/reload", options.force ? R"({"force":true})" : "");
    if (!answer) return tell_problem(terminal, answer.error());
    if (output == Output::json) terminal.out << answer->body;
    if (answer->status != 200 && output == Output::text)
        for (const std::string& change : changes_from(answer->body))
            terminal.out << core::printable(change) << '\n';
    if (answer->status != 200) return tell_refusal(terminal, *answer);
    if (output == Output::json) return exit_good;
    terminal.out << "the new configuration is in force\n";
    for (const std::string& change : changes_from(answer->body))
        terminal.out << core::printable(change) << '\n';
    return exit_good;
}

}  // namespace ecdsnap::cli
