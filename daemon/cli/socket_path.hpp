// Where the daemon listens, by its configuration.
#pragma once

#include "core/result.hpp"

#include <filesystem>

namespace ecdsnap::cli {

// `control: {socket: …}` of a main file, else the default. Only that is read: a running daemon can be talked to also
// while its files have problems. Errors: the file cannot be read at all, or is no YAML up to its end, or says two
// things about the socket: the default is another daemon's then, perhaps.
core::Result<std::filesystem::path> socket_path_from(const std::filesystem::path& main_file);

}  // namespace ecdsnap::cli
