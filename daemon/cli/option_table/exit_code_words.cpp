#include "cli/option_table/exit_code_words.hpp"

#include <CLI/CLI.hpp>

#include <string>

namespace ecdsnap::cli {

void add_exit_codes(CLI::App& program) {
    for (CLI::App* command : program.get_subcommands(std::function<bool(CLI::App*)>{})) {
        std::string footer = command->get_footer();
        if (footer.find("Exit codes: ") != footer.npos) continue;
        const auto examples = footer.find("Examples:\n");
        const std::string words = "Exit codes: 0 good, 1 not good, 2 command line or configuration.\n";
        footer.insert(examples == footer.npos ? footer.size() : examples, words);
        command->footer(footer);
    }
}

}  // namespace ecdsnap::cli
