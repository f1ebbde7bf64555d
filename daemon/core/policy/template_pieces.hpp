// A naming template taken apart: text and fields, in order. The scanner is ours instead of fmt's because operators
// write templates and fmt would accept {0}, widths of a gigabyte and empty time formats.
#pragma once

#include "core/text/text_error.hpp"

#include <cstddef>
#include <string_view>
#include <vector>

namespace ecdsnap::core {

struct TemplatePiece {
    bool is_field = false;
    std::string_view text;      // literal text, or the field's name
    std::string_view format;    // after the colon of {slot:FORMAT}; empty for other fields
    std::size_t column = 0;     // of the piece's first byte, 1-based
    std::size_t format_at = 0;  // column of the format's first byte
};

// Only braces are read here; whether a field exists is asked afterwards. Pieces point into `text`.
TextResult<std::vector<TemplatePiece>> template_pieces(std::string_view text);

}  // namespace ecdsnap::core
