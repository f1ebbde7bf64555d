// Files in memory as a tar.gz in memory.
#pragma once

#include "core/time.hpp"

#include <string>
#include <vector>

namespace ecdsnap::cli {

struct ArchiveEntry {
    std::string name;   // below the archive's folder: "config/ecdsnapd.yaml"
    std::string about;  // for people
    std::string text;
};

// All entries below `folder`, readable by their owner. Throws std::runtime_error where memory or the library fail.
std::string tar_gz_of(const std::vector<ArchiveEntry>& entries, const std::string& folder, core::WallTime time);

}  // namespace ecdsnap::cli
