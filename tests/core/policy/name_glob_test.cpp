#include "core/policy/name_glob.hpp"

#include <doctest/doctest.h>

#include <random>
#include <string>

using namespace ecdsnap::core;

namespace {

// The obvious recursive matcher over ASCII, to compare with.
bool matches_by_recursion(std::string_view glob, std::string_view text) {
    if (glob.empty()) return text.empty();
    if (glob[0] == '*')
        return matches_by_recursion(glob.substr(1), text) ||
               (!text.empty() && matches_by_recursion(glob, text.substr(1)));
    if (text.empty()) return false;
    if (glob[0] == '?') return matches_by_recursion(glob.substr(1), text.substr(1));
    return glob[0] == text[0] && matches_by_recursion(glob.substr(1), text.substr(1));
}

}  // namespace

TEST_CASE("a glob matches the whole text") {
    struct Row {
        const char* glob;
        const char* text;
        bool matches;
    };
    const Row rows[] = {
        {"*", "", true},
        {"*", "anything", true},
        {"", "", true},
        {"", "x", false},
        {"win-*", "win-01", true},
        {"win-*", "Win-01", false},
        {"win-*", "my win-01", false},
        {"*-01", "win-01", true},
        {"*-01", "win-010", false},
        {"w*n*1", "win-01", true},
        {"win-0?", "win-01", true},
        {"win-0?", "win-0", false},
        {"win-0?", "win-011", false},
        {"?", "\u4e2d", true},
        {"??", "\u4e2d", false},
        {"*??", "\u4e2d", false},
        {"*?", "\u4e2d\u6587", true},
        {"\u4e2d*", "\u4e2d\u6587", true},
        {"*\u6587", "\u4e2d\u6587", true},
        {"?\u6587", "\u4e2d\u6587", true},
        {"a\\*b", "a*b", true},
        {"a\\*b", "axb", false},
        {"a\\?", "a?", true},
        {"a\\?", "ab", false},
        {"a\\\\", "a\\", true},
        {"a\\", "a\\", true},
        {"[ab]", "[ab]", true},
        {"[ab]", "a", false},
        {"**", "x", true},
        {"*a*b*c*", "xxaxxbxxcxx", true},
        {"*a*b*c*", "xxaxxcxxbxx", false},
    };
    for (const auto& row : rows) {
        CAPTURE(row.glob);
        CAPTURE(row.text);
        CHECK(glob_matches(row.glob, row.text) == row.matches);
    }
}

TEST_CASE("a glob agrees with the obvious recursive matcher on random patterns") {
    std::mt19937 random{7};
    const auto text_of = [&](std::string_view letters, std::size_t most) {
        std::string text(std::uniform_int_distribution<std::size_t>{0, most}(random), ' ');
        for (auto& c : text)
            c = letters[std::uniform_int_distribution<std::size_t>{0, letters.size() - 1}(random)];
        return text;
    };
    int matched = 0;
    for (int i = 0; i < 5'000; ++i) {
        const auto glob = text_of("ab*?", 7);
        const auto text = text_of("ab", 9);
        CAPTURE(glob);
        CAPTURE(text);
        REQUIRE(glob_matches(glob, text) == matches_by_recursion(glob, text));
        matched += glob_matches(glob, text) ? 1 : 0;
    }
    CHECK(matched > 250);
    CHECK(matched < 4'750);
}

TEST_CASE("a glob made to be slow is not") {
    std::string glob;
    for (int i = 0; i < 100; ++i)
        glob += "*a";
    CHECK_FALSE(glob_matches(glob + "b", std::string(2000, 'a')));  // a backtracking matcher would never come back
}
