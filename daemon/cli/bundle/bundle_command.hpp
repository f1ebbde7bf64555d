// `ecdsnap bundle`: an archive for whoever helps, without secrets.
#pragma once

#include "cli/terminal.hpp"

#include <cstdint>
#include <filesystem>
#include <string>

namespace CLI {
class App;
}

namespace ecdsnap::cli {

struct BundleOptions {
    std::string file;  // empty: a new one in the working directory
    std::string unit;  // empty: the one whose configuration it is
    std::uint32_t lines = 2000;
    bool offline = false;
};

void add_bundle(CLI::App& app, BundleOptions& options);

// 0: it is written; 1: it cannot be; 2: the file is there already. `socket`: as typed, or empty.
int bundle(const std::filesystem::path& main_file, const std::string& socket, const BundleOptions& options,
           Terminal& terminal, Output output);

}  // namespace ecdsnap::cli
