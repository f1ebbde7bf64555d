// Whether there is room for the ledger.
#pragma once

#include "cli/doctor/finding.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>

namespace ecdsnap::cli {

Finding check_disk(const std::filesystem::path& ledger);

// `free`: bytes on its file system; nullopt: they cannot be asked for.
Finding disk_finding(const std::filesystem::path& ledger, std::optional<std::uint64_t> free);

}  // namespace ecdsnap::cli
