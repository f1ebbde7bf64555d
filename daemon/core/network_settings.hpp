// How an account's calls travel, as the main file says it. Paths are absolute.
#pragma once

#include <filesystem>

namespace ecdsnap::core {

struct NetworkSettings {
    std::filesystem::path ca_file;  // certificates in PEM; empty: the system's

    bool operator==(const NetworkSettings&) const = default;
};

}  // namespace ecdsnap::core
