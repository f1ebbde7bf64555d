// `ecdsnap complete WORDS...`: for shells, not for people; the scripts are in completions/.
#pragma once

#include "cli/terminal.hpp"

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
}

namespace ecdsnap::cli {

inline constexpr std::string_view complete_word = "complete";

// The socket to ask, by what is typed of --socket and --config (empty: not typed).
using FindSocket = std::function<std::filesystem::path(const std::string& socket, const std::string& config)>;

// One line for each candidate: the word, a tab, what it is. ":files" or ":folders": the shell's own are wanted.
void complete(const CLI::App& program, const std::vector<std::string>& words, const FindSocket& find_socket,
              const std::string& default_config, Terminal& terminal);

}  // namespace ecdsnap::cli
