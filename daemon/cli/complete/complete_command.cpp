#include "cli/complete/complete_command.hpp"

#include "cli/complete/completion.hpp"
#include "cli/complete/known_names.hpp"
#include "core/text/printable.hpp"

namespace ecdsnap::cli {
namespace {

void print(Terminal& terminal, const std::string& word, const std::string& description) {
    terminal.out << core::printable(word) << '\t' << core::printable(description) << '\n';
}

}  // namespace

void complete(const CLI::App& program, const std::vector<std::string>& words, const FindSocket& find_socket,
              const std::string& default_config, Terminal& terminal) {
    const Completion completion = completion_of(program, words);
    for (const Candidate& each : completion.words)
        print(terminal, each.word, each.description);
    if (completion.value.empty()) return;
    if (completion.value == "FILE") terminal.out << ":files\n";
    if (completion.value == "FOLDER") terminal.out << ":folders\n";
    NameSource source;
    source.socket = find_socket(completion.socket, completion.config);
    source.config = completion.config.empty() ? default_config : completion.config;
    for (const Candidate& each : known_names(completion.value, source))
        if (each.word.starts_with(completion.typed))
            print(terminal, completion.before_value + each.word, each.description);
}

}  // namespace ecdsnap::cli
