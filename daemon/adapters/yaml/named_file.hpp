// Files and folders that the configuration names. What is wrong with one is a problem, or a warning where whoever reads
// the configuration cannot look at it.
#pragma once

#include "adapters/yaml/config_environment.hpp"
#include "adapters/yaml/yaml_value.hpp"

#include <filesystem>

namespace ecdsnap::adapters {

// Each about `value`, which names `path`.
void check_secret_file(const YamlValue& value, const ConfigEnvironment& environment, const std::filesystem::path& path);
void check_plain_file(const YamlValue& value, const ConfigEnvironment& environment, const std::filesystem::path& path);
void check_folder(const YamlValue& value, const ConfigEnvironment& environment, const std::filesystem::path& path);

}  // namespace ecdsnap::adapters
