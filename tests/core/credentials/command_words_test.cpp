#include "core/credentials/command_words.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

using namespace ecdsnap::core;

TEST_CASE("a command is cut as a POSIX shell cuts it") {
    const std::pair<std::string, std::vector<std::string>> rows[] = {
        {"tool", {"tool"}},
        {"  tool\t-x \n y ", {"tool", "-x", "y"}},
        {"tool \"a b\" 'c d'", {"tool", "a b", "c d"}},
        {"tool a\"b c\"'d e'f", {"tool", "ab cd ef"}},
        {"tool \"\" '' x", {"tool", "", "", "x"}},
        {R"(tool a\ b \"c\' \\)", {"tool", "a b", "\"c'", "\\"}},
        {R"(tool "a\"b\\c\$d\`e\fg")", {"tool", R"(a"b\c$d`e\fg)"}},
        {R"(tool '\a\"')", {"tool", R"(\a\")"}},
        {"tool a\\\nb \\\nc", {"tool", "ab", "c"}},
        {"tool \"a\\\nb\"", {"tool", "ab"}},
        {"tool $HOME *.json ; rm -rf / | cat > x && y",
         {"tool", "$HOME", "*.json", ";", "rm", "-rf", "/", "|", "cat", ">", "x", "&&", "y"}},
        {"'/opt/my tools/key' --role=数据", {"/opt/my tools/key", "--role=数据"}},
    };
    for (const auto& row : rows) {
        CAPTURE(row.first);
        const auto& words = row.second;
        const auto cut = command_words(row.first);
        REQUIRE(cut.has_value());
        CHECK(*cut == words);
    }
}

TEST_CASE("what no shell would run is refused, with what is wrong") {
    const std::pair<std::string, std::string> rows[] = {
        {"", "names no program"},
        {" \n", "names no program"},
        {"'' x", "names no program"},
        {"tool 'a", "has a quote without its end"},
        {"tool \"a\\\"", "has a quote without its end"},
        {"tool \\", "ends in a backslash"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.first);
        const auto& problem = row.second;
        const auto cut = command_words(row.first);
        REQUIRE(cut.has_error());
        CHECK(cut.error().problem == problem);
    }
}
