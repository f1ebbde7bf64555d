#include "core/text/text_error.hpp"

#include <fmt/format.h>

namespace ecdsnap::core {

std::string describe(const TextError& error) {
    std::string text;
    if (error.column > 0) text = fmt::format("column {}: ", error.column);
    text += error.problem;
    if (!error.allowed.empty()) text += fmt::format(" (allowed: {})", error.allowed);
    if (!error.hint.empty()) text += fmt::format("; {}", error.hint);
    return text;
}

std::string shown(char c) {
    if (c >= ' ' && c <= '~') return fmt::format("'{}'", c);
    return fmt::format("byte 0x{:02X}", static_cast<unsigned char>(c));
}

}  // namespace ecdsnap::core
