#include "core/text/printable.hpp"

#include <fmt/format.h>

#include <iterator>

namespace ecdsnap::core {
namespace {

bool is_continuation(char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

// Bytes of a sequence by its first byte; 0: no sequence starts so.
std::size_t sequence_length(unsigned char first) {
    if (first < 0x80) return 1;
    if (first >= 0xC2 && first <= 0xDF) return 2;
    if (first >= 0xE0 && first <= 0xEF) return 3;
    if (first >= 0xF0 && first <= 0xF4) return 4;
    return 0;
}

// Overlong forms, surrogates and what lies beyond U+10FFFF are not UTF-8.
bool is_allowed(char32_t value, std::size_t length) {
    if (length == 3) return value >= 0x800 && !(value >= 0xD800 && value <= 0xDFFF);
    if (length == 4) return value >= 0x10000 && value <= 0x10FFFF;
    return true;
}

// Would act on the terminal or change the order of what stands around it.
bool is_hidden(char32_t value) {
    return value < 0x20 || (value >= 0x7F && value <= 0x9F) || value == 0x200E || value == 0x200F || value == 0x061C ||
           (value >= 0x2028 && value <= 0x202E) || (value >= 0x2066 && value <= 0x2069) || value == 0xFEFF;
}

void append_hidden(std::string& out, char32_t value) {
    if (value == '\n')
        out += "\\n";
    else if (value == '\t')
        out += "\\t";
    else if (value == '\r')
        out += "\\r";
    else if (value < 0x100)
        fmt::format_to(std::back_inserter(out), "\\x{:02x}", static_cast<unsigned>(value));
    else
        fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(value));
}

}  // namespace

CodePoint next_code_point(std::string_view text) {
    if (text.empty()) return {};
    const CodePoint broken{0xFFFD, 1, false};
    const auto first = static_cast<unsigned char>(text.front());
    const auto length = sequence_length(first);
    if (length == 0 || length > text.size()) return broken;
    if (length == 1) return {first, 1, true};

    auto value = static_cast<char32_t>(first & (0x7FU >> length));
    for (std::size_t i = 1; i < length; ++i) {
        if (!is_continuation(text[i])) return broken;
        value = (value << 6U) | (static_cast<unsigned char>(text[i]) & 0x3FU);
    }
    if (!is_allowed(value, length)) return broken;
    return {value, length, true};
}

std::string printable(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const auto point = next_code_point(text);
        if (!point.valid)
            out += "\xEF\xBF\xBD";
        else if (is_hidden(point.value))
            append_hidden(out, point.value);
        else
            out += text.substr(0, point.length);
        text.remove_prefix(point.length);
    }
    return out;
}

}  // namespace ecdsnap::core
