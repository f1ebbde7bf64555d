// The files that import writes into a folder: all or none as far as that can be known beforehand, each at once, and
// none in the place of what a person has written.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ecdsnap::cli {

struct FileToWrite {
    std::string path;
    std::string text;
};

enum class Overwrite : std::uint8_t {
    nothing,
    own_files,  // those that import wrote (import_mark)
};

// "DIR/nightly.yaml"
std::string policy_file_in(const std::string& folder, const std::string& policy);

// Makes the folder where only that is missing. nullopt: all are written. Else what was wrong and, where some were
// written before, which: one or several lines.
std::optional<std::string> write_policy_files(const std::string& folder, const std::vector<FileToWrite>& files,
                                              Overwrite overwrite);

}  // namespace ecdsnap::cli
