// How many terminal columns text takes: Chinese, Japanese and Korean characters take two, combining marks none.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace ecdsnap::cli {

// `text` is printable (core/text/printable.hpp).
std::size_t text_width(std::string_view text);

// At most `width` columns; what was longer ends in "…".
std::string cut_to_width(std::string_view text, std::size_t width);

}  // namespace ecdsnap::cli
