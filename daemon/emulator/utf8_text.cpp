#include "emulator/utf8_text.hpp"

namespace ecdsnap::emulator {
namespace {

unsigned byte_at(std::string_view text, std::size_t at) {
    return static_cast<unsigned char>(text[at]);
}

bool is_continuation(unsigned byte) {
    return (byte & 0xC0U) == 0x80U;
}

/// Bytes of the character whose first byte this is; 0 when no character starts so.
std::size_t length_from(unsigned first) {
    if (first < 0x80) return 1;
    if (first >= 0xC2 && first < 0xE0) return 2;
    if (first >= 0xE0 && first < 0xF0) return 3;
    if (first >= 0xF0 && first < 0xF5) return 4;
    return 0;
}

/// The second byte has a narrower range after some first bytes: no overlong forms, surrogates or values over U+10FFFF.
bool second_fits(unsigned first, unsigned second) {
    switch (first) {
        case 0xE0: return second >= 0xA0;
        case 0xED: return second < 0xA0;
        case 0xF0: return second >= 0x90;
        case 0xF4: return second < 0x90;
        default: return true;
    }
}

}  // namespace

bool is_utf8(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t length = length_from(byte_at(text, at));
        if (length == 0 || at + length > text.size()) return false;
        for (std::size_t i = 1; i < length; ++i) {
            if (!is_continuation(byte_at(text, at + i))) return false;
        }
        if (length > 1 && !second_fits(byte_at(text, at), byte_at(text, at + 1))) return false;
        at += length;
    }
    return true;
}

std::size_t count_characters(std::string_view text) {
    std::size_t count = 0;
    for (std::size_t at = 0; at < text.size(); ++at)
        count += is_continuation(byte_at(text, at)) ? 0 : 1;
    return count;
}

std::string_view first_characters(std::string_view text, std::size_t characters) {
    std::size_t at = 0;
    for (; at < text.size(); ++at) {
        if (is_continuation(byte_at(text, at))) continue;
        if (characters == 0) break;
        --characters;
    }
    return text.substr(0, at);
}

}  // namespace ecdsnap::emulator
