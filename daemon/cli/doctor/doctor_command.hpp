// `ecdsnap doctor`: whether this machine, this configuration and these keys can make snapshots; and with --probe, how
// the service behaves where its documents are silent.
#pragma once

#include "cli/terminal.hpp"

#include <filesystem>
#include <string>

namespace CLI {
class App;
}

namespace ecdsnap::cli {

struct DoctorOptions {
    std::string probe;       // a desktop's id, with or without ACCOUNT/REGION/ in front; empty: no probe
    bool yes = false;        // the probe is not asked about
    bool importing = false;  // the rights for `ecdsnap import` are looked at too
};

// 0: no problem. 1: a problem, or a probe that did not come to its end. 2: the configuration or an option cannot be
// used.
int doctor(const std::filesystem::path& main_file, const DoctorOptions& options, Terminal& terminal, Output output);

void add_doctor(CLI::App& app, DoctorOptions& options);

}  // namespace ecdsnap::cli
