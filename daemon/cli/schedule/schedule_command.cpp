#include "cli/schedule/schedule_command.hpp"

#include "cli/schedule/schedule_batch.hpp"
#include "cli/schedule/schedule_question.hpp"
#include "cli/schedule/schedule_report.hpp"
#include "cli/tables/exit_code.hpp"

#include <string>

namespace ecdsnap::cli {
namespace {

// Answers as the questions come, so that another program may wait for each.
void answer_lines(const ScheduleOptions& options, Terminal& terminal) {
    std::string line;
    while (terminal.in != nullptr && std::getline(*terminal.in, line))
        terminal.out << batch_answer(line, options, terminal.now()) << std::endl;
}

int refuse(const core::TextError& error, const ScheduleOptions& options, Terminal& terminal, Output output) {
    if (output == Output::json)
        terminal.out << error_json(error);
    else
        terminal.err << error_text(error, options.expression.empty() ? std::string_view() : options.expression[0]);
    return exit_usage;
}

}  // namespace

int show_schedule(const ScheduleOptions& options, Terminal& terminal, Output output) {
    if (options.batch) {
        // Seen to once, so that every line can rely on the zone and the time that it leaves out.
        ScheduleOptions some = options;
        some.expression = {"0 0 * * *"};
        some.dialect = "cron";
        if (const auto usable = read_question(some, terminal.now()); !usable)
            return refuse(usable.error(), options, terminal, output);
        answer_lines(options, terminal);
        return exit_good;
    }
    const auto question = read_question(options, terminal.now());
    if (!question) return refuse(question.error(), options, terminal, output);
    terminal.out << (output == Output::json ? schedule_json(*question) : schedule_text(*question, terminal.width));
    return exit_good;
}

}  // namespace ecdsnap::cli
