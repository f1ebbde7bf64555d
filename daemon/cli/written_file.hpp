// Files that commands write.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ecdsnap::cli {

// Writes `text` to a new file beside `path`, readable by its owner only, and puts it in its place: whoever reads `path`
// finds the old file or the new one, never a part. nullopt: done; else what was wrong ("No space left on device").
std::optional<std::string> replace_private_file(const std::string& path, std::string_view text);

enum class Existing : std::uint8_t { refuse, replace };

// The same for a file that others may read, as the daemon has to read its policies. `refuse`: what stands at `path` by
// then stays, whoever put it there meanwhile.
std::optional<std::string> put_public_file(const std::string& path, std::string_view text, Existing existing);

}  // namespace ecdsnap::cli
