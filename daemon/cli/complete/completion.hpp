// What may stand at the cursor of a command line that is being typed, by the parser's own table of options.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
}

namespace ecdsnap::cli {

struct Candidate {
    std::string word;
    std::string description;
};

struct Completion {
    std::vector<Candidate> words;  // all of them begin with what is typed; in the order of --help
    std::string value;             // what else may stand there: "POLICY", "FILE"; empty: nothing
    std::string typed;             // the beginning of that value
    std::string before_value;      // "--policy=" where both are one word
    std::string config;            // of the options before the cursor; empty: not typed
    std::string socket;
};

// `words` without the program's name; the last one is being typed, and may be empty. Bash cuts "--policy=ni" into
// three words: a "=" of its own counts as if it were not there.
Completion completion_of(const CLI::App& program, const std::vector<std::string>& words);

}  // namespace ecdsnap::cli
