// The steps that serving and --once have in common before anything is built.
#pragma once

#include "adapters/yaml/settings_reader.hpp"

#include <filesystem>
#include <optional>

namespace ecdsnap::app {

// The configuration, with its warnings told on standard error; nullopt: it has problems, or this machine's time zones
// have, and all of them have been told.
std::optional<adapters::LoadedConfig> load_or_tell(const std::filesystem::path& file);

}  // namespace ecdsnap::app
