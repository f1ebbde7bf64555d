#include "cli/commands.hpp"
#include "cli/daemon_answers.hpp"
#include "cli/tables/exit_code.hpp"
#include "cli/tables/status_table.hpp"
#include "cli/tables/text_width.hpp"
#include "core/text/duration_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>
#include <string_view>
#include <vector>

namespace ecdsnap::cli {
namespace {

constexpr core::Millis least_interval{250};
constexpr core::Millis most_interval = std::chrono::hours{24};

// Prints one look to `terminal`.
int look(const DaemonSocket& daemon, Terminal& terminal, Output output) {
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

// Rows of the screen that a line takes: what is wrong is told in sentences, which are not cut.
std::size_t rows_of(std::string_view line, std::size_t width) {
    return std::max<std::size_t>(1, (text_width(line) + width - 1) / width);
}

// The first lines that fit; the last one says how many are missing.
std::string cut_to_screen(const std::string& text, Screen screen) {
    if (screen.height < 2) return text;
    std::vector<std::string_view> lines;
    for (std::string_view rest = text; !rest.empty(); rest.remove_prefix(lines.back().size() + 1))
        lines.push_back(rest.substr(0, rest.find('\n')));
    std::size_t rows = 1;  // where the cursor stands at the end
    std::size_t fitting = 0;
    while (fitting < lines.size() && rows + rows_of(lines[fitting], screen.width) <= screen.height)
        rows += rows_of(lines[fitting++], screen.width);
    if (fitting == lines.size()) return text;
    if (rows == screen.height && fitting > 0) --fitting;
    std::string out;
    for (std::size_t i = 0; i < fitting; ++i)
        out.append(lines[i]) += '\n';
    return out + fmt::format("… {} more lines\n", lines.size() - fitting);
}

// In the place of the last page: each line over the old one, the rest cleared. No blank moment in between.
void redraw(Terminal& terminal, const std::string& text, bool first) {
    terminal.out << (first ? "\x1b[2J\x1b[H" : "\x1b[H");
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find('\n', at), text.size());
        terminal.out << text.substr(at, end - at) << "\x1b[K\n";
        at = end + 1;
    }
    terminal.out << "\x1b[J" << std::flush;
}

// A daemon that is restarted meanwhile is waited for: what is wrong stands where the status would.
[[noreturn]] void watch(const DaemonSocket& daemon, Terminal& terminal, core::Millis interval, Output output) {
    for (bool first = true;; first = false) {
        const Screen screen = terminal.screen();
        const bool moves = screen.width != 0 && output == Output::text;
        std::ostringstream page;
        Terminal paper{page, moves ? page : terminal.err, screen.width, false, terminal.pause};
        look(daemon, paper, output);
        if (moves) {
            redraw(terminal, cut_to_screen(page.str(), screen), first);
        } else {
            if (!first && output == Output::text) terminal.out << '\n';
            terminal.out << page.str() << std::flush;
        }
        terminal.pause(interval);
    }
}

}  // namespace

int show_status(const DaemonSocket& daemon, Terminal& terminal, const StatusOptions& options, Output output) {
    if (options.watch.empty()) return look(daemon, terminal, output);
    const auto interval = core::parse_duration(options.watch);
    if (!interval || *interval < least_interval || *interval > most_interval) {
        terminal.err << "ecdsnap: --watch: the time between two looks is 250ms to 24h, such as 2s\n";
        return exit_usage;
    }
    watch(daemon, terminal, *interval, output);
}

}  // namespace ecdsnap::cli
