// `ecdsnap doctor --probe DESKTOP`.
#pragma once

#include "adapters/yaml/settings_reader.hpp"
#include "cli/terminal.hpp"

#include <string>

namespace ecdsnap::cli {

struct ProbeOptions {
    std::string desktop;  // an id, with or without ACCOUNT/REGION/ in front
    bool yes = false;     // do not ask
};

// 0: everything was asked and everything made is deleted. 1: not so, or it was not wanted. 2: no such desktop.
int probe(const adapters::LoadedConfig& config, const ProbeOptions& options, Terminal& terminal, Output output);

}  // namespace ecdsnap::cli
