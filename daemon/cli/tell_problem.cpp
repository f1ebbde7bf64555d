#include "cli/commands.hpp"
#include "cli/daemon_answers.hpp"
#include "cli/tables/exit_code.hpp"
#include "core/text/printable.hpp"

namespace ecdsnap::cli {
namespace {

// The configuration's problems are several lines; each is made safe by itself.
void print_lines(std::ostream& out, std::string_view text) {
    while (!text.empty()) {
        const auto line = text.substr(0, text.find('\n'));
        out << core::printable(line) << '\n';
        text.remove_prefix(std::min(text.size(), line.size() + 1));
    }
}

}  // namespace

int tell_problem(Terminal& terminal, const core::Error& error) {
    terminal.err << "ecdsnap: ";
    print_lines(terminal.err, error.message);
    return exit_not_good;
}

int tell_refusal(Terminal& terminal, const DaemonAnswer& answer) {
    terminal.err << "ecdsnap: ";
    print_lines(terminal.err, error_message_from(answer.body));
    // 400: not understood, or a configuration with problems; 404: no such policy or slot
    return answer.status == 400 || answer.status == 404 ? exit_usage : exit_not_good;
}

}  // namespace ecdsnap::cli
