#include "cli/commands.hpp"
#include "cli/daemon_answers.hpp"
#include "cli/tables/exit_code.hpp"
#include "core/text/printable.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace ecdsnap::cli {

int approve(const DaemonSocket& daemon, Terminal& terminal, const ApproveOptions& options, Output output) {
    nlohmann::json body{{"policy", options.policy}};
    if (options.up_to) body["up_to"] = *options.up_to;
    const auto answer = daemon.post("/v1/approve", body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
    if (!answer) return tell_problem(terminal, answer.error());
    if (output == Output::json) terminal.out << answer->body;
    if (answer->status != 200) return tell_refusal(terminal, *answer);
    if (output == Output::json) return exit_good;
    const auto approval = approval_from(answer->body);
    if (!approval) return tell_problem(terminal, approval.error());
    terminal.out << fmt::format("policy {} may run over up to {} desktop{}\n", core::printable(approval->policy),
                                approval->up_to, approval->up_to == 1 ? "" : "s");
    return exit_good;
}

}  // namespace ecdsnap::cli
