// Files that commands write.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ecdsnap::cli {

// Writes `text` to a new file beside `path`, readable by its owner only, and puts it in its place: whoever reads `path`
// finds the old file or the new one, never a part. nullopt: done; else what was wrong ("No space left on device").
std::optional<std::string> replace_private_file(const std::string& path, std::string_view text);

}  // namespace ecdsnap::cli
