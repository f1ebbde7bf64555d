// Patterns over names, as people write them for files.
#pragma once

#include <string_view>

namespace ecdsnap::core {

// `*` any run, `?` one whole character of UTF-8, `\` takes the next one as it is; the whole text must match. Linear in
// text × stars, no recursion.
bool glob_matches(std::string_view glob, std::string_view text);

}  // namespace ecdsnap::core
