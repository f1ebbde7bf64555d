// `ecdsnap ram-policy`: the least rights that the keys of a configuration need, as policies for RAM.
#pragma once

#include "cli/terminal.hpp"

#include <filesystem>
#include <string>

namespace CLI {
class App;
}

namespace ecdsnap::cli {

struct RamPolicyOptions {
    std::string account;     // only this one; empty: all
    bool importing = false;  // with the right that `ecdsnap import` needs
    bool probing = false;    // with those that `ecdsnap doctor --probe` needs
};

// 2: the configuration has problems, or no such account. Needs no daemon and asks nobody.
int ram_policy(const std::filesystem::path& main_file, const RamPolicyOptions& options, Terminal& terminal,
               Output output);

void add_ram_policy(CLI::App& app, RamPolicyOptions& options);

}  // namespace ecdsnap::cli
