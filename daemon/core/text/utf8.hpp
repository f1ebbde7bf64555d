// Whether bytes are UTF-8, and how many characters they are.
#pragma once

#include "core/text/printable.hpp"

#include <cstddef>
#include <optional>
#include <string_view>

namespace ecdsnap::core {

// Where `text` stops being UTF-8 (0-based byte position); nullopt: nowhere.
inline std::optional<std::size_t> invalid_utf8(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        const auto character = next_code_point(text.substr(at));
        if (!character.valid) return at;
        at += character.length;
    }
    return std::nullopt;
}

// How many characters `text` has; each byte that is not part of one counts as one.
inline std::size_t utf8_length(std::string_view text) {
    std::size_t count = 0;
    for (std::size_t at = 0; at < text.size(); ++count)
        at += next_code_point(text.substr(at)).length;
    return count;
}

}  // namespace ecdsnap::core
