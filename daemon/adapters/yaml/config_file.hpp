// Reads a configuration file as a whole; what is no plain file (a pipe would block) or too large is refused.
#pragma once

#include "core/text/text_error.hpp"

#include <filesystem>
#include <string>

namespace ecdsnap::adapters {

core::TextResult<std::string> read_config_file(const std::filesystem::path& file);

}  // namespace ecdsnap::adapters
