// The configuration for a command that asks the clouds itself, with the keys that the daemon has.
#pragma once

#include "adapters/yaml/settings_reader.hpp"
#include "cli/terminal.hpp"

#include <filesystem>

namespace ecdsnap::cli {

// Keys of systemd are looked for where the service of this configuration has them while it runs, unless this process
// has credentials of its own (`systemd-run -p LoadCredentialEncrypted=`): `terminal.environment` says so from then on.
adapters::ConfigResult load_for_clouds(const std::filesystem::path& main_file, Terminal& terminal);

}  // namespace ecdsnap::cli
