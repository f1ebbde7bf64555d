#include "cli/commands.hpp"
#include "cli/daemon_answers.hpp"
#include "cli/tables/exit_code.hpp"
#include "cli/tables/status_table.hpp"

namespace ecdsnap::cli {

int show_status(const DaemonSocket& daemon, Terminal& terminal, Output output) {
    const auto answer = daemon.get("/v1/status");
    if (!answer) return tell_problem(terminal, answer.error());
    if (answer->status != 200) return tell_refusal(terminal, *answer);
    const auto status = status_from(answer->body);
    if (!status) return tell_problem(terminal, status.error());

    if (output == Output::json)
        terminal.out << answer->body;
    else
        terminal.out << status_text(*status, terminal.width);
    return problems_of(*status).empty() ? exit_good : exit_not_good;
}

}  // namespace ecdsnap::cli
