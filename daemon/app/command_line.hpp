// What the command line of `ecdsnapd` asks for.
#pragma once

#include <filesystem>
#include <string>
#include <variant>

namespace ecdsnap::app {

struct Serve {
    std::filesystem::path config;
};
struct Check {
    std::filesystem::path config;
    bool json = false;
};
struct Once {
    std::filesystem::path config;
    std::string policy;
};
struct ShowText {  // --help, --version, or what is wrong with the command line
    std::string text;
    int exit_code = 0;
};

using Command = std::variant<Serve, Check, Once, ShowText>;

Command read_command_line(int argc, const char* const* argv);

}  // namespace ecdsnap::app
