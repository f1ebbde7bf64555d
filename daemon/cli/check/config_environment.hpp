// What reading the configuration needs from this machine: its time zones, and whether a key file is kept safe.
#pragma once

#include "adapters/yaml/config_environment.hpp"

#include <filesystem>
#include <optional>

namespace ecdsnap::cli {

adapters::ConfigEnvironment machine_environment();

// A file with a key is a plain file that only its owner may read.
std::optional<core::TextError> secret_file_problem(const std::filesystem::path& file);

}  // namespace ecdsnap::cli
