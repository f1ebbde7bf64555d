// What can be told of this machine without asking the cloud.
#pragma once

#include "adapters/yaml/settings_reader.hpp"
#include "cli/doctor/finding.hpp"

#include <filesystem>

namespace ecdsnap::cli {

// The configuration, the clock's synchronisation, the daemon and the ledger's place. `config` has been read well.
Findings check_machine(const std::filesystem::path& main_file, const adapters::LoadedConfig& config);

}  // namespace ecdsnap::cli
