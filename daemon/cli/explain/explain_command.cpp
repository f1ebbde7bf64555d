#include "cli/explain/explain_command.hpp"

#include "cli/daemon_answers.hpp"
#include "cli/daemon_socket.hpp"
#include "cli/explain/explanation.hpp"
#include "cli/inventory/region_question.hpp"
#include "cli/tables/exit_code.hpp"

#include <fmt/format.h>

#include <utility>

namespace ecdsnap::cli {
namespace {

constexpr int outcomes_shown = 10;

void ask_daemon(const std::filesystem::path& socket, Explanation& explanation) {
    const DaemonSocket daemon(socket);
    const auto answer =
        daemon.get(fmt::format("/v1/history?desktop={}&site={}&limit={}", url_escaped(explanation.desktop.desktop.id),
                               url_escaped(core::text(explanation.site)), outcomes_shown));
    if (!answer) {
        explanation.history_unknown = answer.error().message;
        return;
    }
    if (answer->status != 200) {
        explanation.history_unknown = error_message_from(answer->body);
        return;
    }
    auto entries = history_from(answer->body);
    if (!entries) {
        explanation.history_unknown = entries.error().message;
        return;
    }
    explanation.outcomes = std::move(*entries);
    explanation.history_json = answer->body;
}

}  // namespace

int explain(const std::filesystem::path& main_file, const ExplainOptions& options, Terminal& terminal, Output output) {
    if (options.offline && options.inventories.empty())
        return tell_option(terminal, "--offline",
                           core::TextError(0, "without the cloud there is nothing known of the desktop",
                                           "with --inventory FILE, which `ecdsnap inventory --save FILE` makes"));
    auto config = load_or_tell(main_file, terminal);
    if (!config) return exit_usage;
    int exit_code = exit_good;
    if (options.inventories.empty() && !ask_regions_or_tell(config->settings, terminal, exit_code)) return exit_code;
    const auto outlook = outlook_or_tell(std::move(*config), options.inventories, terminal);
    if (!outlook) return exit_usage;
    auto desktop = desktop_or_tell(*outlook, options.desktop, terminal, exit_code);
    if (!desktop) return exit_code;
    Explanation explanation =
        explain_desktop(*outlook, std::move(*desktop), std::chrono::floor<std::chrono::seconds>(terminal.now()));
    if (options.offline)
        explanation.history_unknown = "the daemon was not asked";
    else
        ask_daemon(outlook->config.settings.control_socket, explanation);
    terminal.out << (output == Output::json ? explanation_json(explanation)
                                            : explanation_text(explanation, terminal.width));
    return explanation.covered() ? exit_good : exit_not_good;
}

}  // namespace ecdsnap::cli
