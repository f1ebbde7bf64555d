// What a support archive holds, before it is scrubbed.
#pragma once

#include "cli/bundle/support_archive.hpp"
#include "cli/terminal.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace ecdsnap::cli {

struct BundleOrder {
    std::filesystem::path config;
    std::optional<std::filesystem::path> socket;  // nullopt: the configuration does not say
    std::string unit = "ecdsnapd.service";
    std::uint32_t lines = 2000;
    bool cloud = true;  // `doctor` asks it
};

// What cannot be had is an entry that says why: an archive is wanted most where little works.
std::vector<ArchiveEntry> bundle_content(const BundleOrder& order, const Terminal& terminal);

}  // namespace ecdsnap::cli
