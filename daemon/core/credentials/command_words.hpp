// A command line as a person writes it, cut into words as a POSIX shell cuts it, without a shell: quotes and
// backslashes count, nothing else does.
#pragma once

#include "core/text/text_error.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace ecdsnap::core {

// At least one word, the first not empty. Outside quotes a backslash takes the next character as it is; in double
// quotes only before " \ $ and `; in single quotes nothing is special; a backslash before a line end joins lines.
TextResult<std::vector<std::string>> command_words(std::string_view command);

}  // namespace ecdsnap::core
