// Foreign text (desktop names, the cloud's messages) made safe to show on one line of a terminal, a log or a table.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace ecdsnap::core {

// One code point at the start of `text`. Not UTF-8: `valid` is false and `length` is 1. Empty text: length 0.
struct CodePoint {
    char32_t value = 0;
    std::size_t length = 0;
    bool valid = false;
};
CodePoint next_code_point(std::string_view text);

// Valid UTF-8 without control characters: what is not UTF-8 becomes U+FFFD; control characters (line ends and escape
// sequences among them) and the marks that reorder a line become "\n", "\x1b", "\u202e". A backslash stays as it is.
std::string printable(std::string_view text);

}  // namespace ecdsnap::core
