#include "core/text/printable.hpp"

#include <doctest/doctest.h>

#include <string>

using ecdsnap::core::next_code_point;
using ecdsnap::core::printable;

TEST_CASE("text for people stays as it is") {
    for (const std::string text : {"", "Zoë's desktop \\ 1", "设计部-01", "🖥 4K"})
        CHECK(printable(text) == text);
}

TEST_CASE("control characters cannot act on a terminal or end a line") {
    struct Row {
        const char* name;
        std::string given;
        std::string wanted;
    };
    const Row rows[] = {
        {"line ends", "a\r\nb", "a\\r\\nb"},
        {"tab", "a\tb", "a\\tb"},
        {"escape sequence", "\x1b[31mred", "\\x1b[31mred"},
        {"NUL", std::string("a\0b", 3), "a\\x00b"},
        {"delete", "\x7f", "\\x7f"},
        {"C1 control (CSI)", "\xC2\x9B", "\\x9b"},
        {"right-to-left override", "\xE2\x80\xAE", "\\u202e"},
        {"isolate", "\xE2\x81\xA6", "\\u2066"},
        {"line separator", "\xE2\x80\xA8", "\\u2028"},
    };
    for (const auto& row : rows) {
        INFO(row.name);
        CHECK(printable(row.given) == row.wanted);
    }
}

TEST_CASE("what is not UTF-8 becomes the replacement character, byte by byte") {
    const std::string replacement = "\xEF\xBF\xBD";
    struct Row {
        const char* name;
        std::string given;
        std::size_t replaced;
    };
    const Row rows[] = {
        {"latin-1", "\xE9", 1},
        {"overlong slash", "\xC0\xAF", 2},
        {"overlong, three bytes", "\xE0\x80\xAF", 3},
        {"surrogate", "\xED\xA0\x80", 3},
        {"beyond U+10FFFF", "\xF4\x90\x80\x80", 4},
        {"cut short", "\xE8\xAE", 2},
        {"stray continuation", "\x80", 1},
        {"five-byte form", "\xF8\x88\x80\x80\x80", 5},
    };
    for (const auto& row : rows) {
        INFO(row.name);
        std::string wanted = "<";
        for (std::size_t i = 0; i < row.replaced; ++i)
            wanted += replacement;
        CHECK(printable("<" + row.given + ">") == wanted + ">");
    }
}

TEST_CASE("a code point's length is told") {
    CHECK(next_code_point("").length == 0);
    CHECK(next_code_point("设x").value == 0x8BBE);
    CHECK(next_code_point("设x").length == 3);
}
