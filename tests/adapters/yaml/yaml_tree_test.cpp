#include "adapters/yaml/yaml_tree.hpp"

#include "printing.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace ecdsnap::adapters;

namespace {

using Kind = YamlNode::Kind;

std::string line_of(const YamlProblem& problem) {
    return std::to_string(problem.at.line) + ":" + std::to_string(problem.at.column) + ": " + problem.problem +
           (problem.hint.empty() ? "" : "; " + problem.hint);
}

// The only problem of a text.
std::string problem_of(const std::string& text) {
    const auto tree = read_yaml(text);
    if (tree.problems.size() != 1) return std::to_string(tree.problems.size()) + " problems";
    return line_of(tree.problems.front());
}

std::string nested(std::size_t levels) {
    return std::string(levels, '[') + std::string(levels, ']');
}

}  // namespace

TEST_CASE("a tree has the values, their positions and how they were written") {
    const auto tree = read_yaml("a: 1\nb:\n  - \"x y\"\n  - 'it''s'\n  - {c: d}\ne: |\n  text\nf: [1, 2]\n");
    REQUIRE(tree.problems.empty());
    REQUIRE(tree.complete);
    const auto& root = tree.root;
    REQUIRE(root.kind == Kind::mapping);
    REQUIRE(root.entries.size() == 4);
    CHECK(root.entries[0].key == "a");
    CHECK(root.entries[0].key_at == Position{1, 1});
    CHECK(root.entries[0].value.text == "1");
    CHECK(root.entries[0].value.at == Position{1, 4});
    CHECK_FALSE(root.entries[0].value.quoted);
    const auto& list = root.entries[1].value;
    REQUIRE(list.kind == Kind::sequence);
    REQUIRE(list.items.size() == 3);
    CHECK_FALSE(list.flow);
    CHECK(list.items[0].text == "x y");
    CHECK(list.items[0].quoted);
    CHECK(list.items[0].at == Position{3, 5});
    CHECK(list.items[1].text == "it's");
    CHECK(list.items[2].kind == Kind::mapping);
    CHECK(list.items[2].flow);
    CHECK(list.items[2].entries[0].value.at == Position{5, 9});
    CHECK(root.entries[2].value.text == "text\n");
    CHECK(root.entries[2].value.quoted);
    CHECK(root.entries[3].value.flow);
}

TEST_CASE("columns are characters") {
    const auto tree = read_yaml("\u4e2d\u6587: {\u4e2d: x}\n");
    REQUIRE(tree.problems.empty());
    CHECK(tree.root.entries[0].value.at == Position{1, 5});
    CHECK(tree.root.entries[0].value.entries[0].value.at == Position{1, 9});
}

TEST_CASE("a place inside a scalar is known where the file shows it as it is") {
    const auto tree = read_yaml("a: 61 2\nb: \"\u4e2d 2\"\nc: \"\\u4e2d 2\"\nd: >-\n  61\n  2\n");
    const auto& entries = tree.root.entries;
    CHECK(position_inside(entries[0].value, 4) == Position{1, 7});
    CHECK(position_inside(entries[1].value, 5) == Position{2, 7});
    CHECK(position_inside(entries[2].value, 5) == Position{3, 4});
    CHECK(position_inside(entries[3].value, 4) == Position{4, 4});
    CHECK(position_inside(entries[0].value, 0) == Position{1, 4});
    CHECK(position_inside(entries[0].value, 99) == Position{1, 4});
}

TEST_CASE("nothing, ~ and null are the same, and an empty value stands at its key") {
    const auto tree = read_yaml("a:\n\n\nb: ~\nc: null\nd: ''\n");
    REQUIRE(tree.problems.empty());
    const auto& entries = tree.root.entries;
    CHECK(entries[0].value.kind == Kind::null);
    CHECK(entries[0].value.at == Position{1, 1});
    CHECK(entries[1].value.kind == Kind::null);
    CHECK(entries[1].value.at == Position{4, 4});
    CHECK(entries[2].value.kind == Kind::null);
    CHECK(entries[3].value.kind == Kind::scalar);
}

TEST_CASE("empty files, byte order marks and CRLF are read") {
    CHECK(read_yaml("").root.kind == Kind::null);
    CHECK(read_yaml("# only a comment\n").root.kind == Kind::null);
    CHECK(read_yaml("---\n").root.kind == Kind::null);
    const auto tree = read_yaml(
        "\xef\xbb\xbf"
        "a: 1\r\nb: 2\r\n");
    REQUIRE(tree.problems.empty());
    CHECK(tree.root.entries[1].value.text == "2");
    CHECK(tree.root.entries[1].value.at == Position{2, 4});
}

TEST_CASE("what YAML allows and we do not is refused at its place") {
    CHECK(problem_of("a: &x 1\n") == "1:4: anchors (&name) are not supported; write the value out");
    CHECK(problem_of("a: &x {b: 1}\nc: *x\n") == "1:4: anchors (&name) are not supported; write the value out");
    CHECK(problem_of("a: 1\nb: !!int 2\n") ==
          "2:4: tags (!name) are not supported; a value that starts with ! needs quotes");
    CHECK(problem_of("a: ! 2\n") == "1:4: tags (!name) are not supported; a value that starts with ! needs quotes");
    CHECK(problem_of("a: !x [1]\n") == "1:4: tags (!name) are not supported; a value that starts with ! needs quotes");
    CHECK(problem_of("<<: {a: 1}\n") == "1:1: merge keys (<<) are not supported; write the keys out");
    CHECK(problem_of("# x\n\n%a: 1\n") ==
          "3:1: directives (%NAME) are not supported; a value that starts with % needs quotes");
    CHECK(read_yaml("%YAML 1.2\n---\na: 1\n").problems.empty());
    CHECK(read_yaml("a: |\n  %b\n").problems.empty());
    CHECK(problem_of("[a]: 1\n") == "1:1: a key must be plain text");
    CHECK(problem_of("? {a: 1}\n: 1\n") == "1:3: a key must be plain text");
    CHECK(problem_of(": 1\n") == "1:1: a key is missing");
    CHECK(problem_of("~: 1\n") == "1:1: a key is missing");
    CHECK(problem_of("a: 1\n---\nb: 2\n") ==
          "2:1: a second document starts here; one file holds one document; use a file for each");
    CHECK(problem_of("{a: 1}{b: 2}\n") == "1:7: text behind the end of the document");
    CHECK(problem_of("a: 1\n...\nb\n") == "3:1: text behind the end of the document");
    CHECK(problem_of("a: \"x\n") == "1:4: the quote is never closed");
    CHECK(problem_of("a: \"x\\\"\n") == "1:4: the quote is never closed");
    CHECK(problem_of("a: 'it''s\n") == "1:4: the quote is never closed");
}

TEST_CASE("a text of which the parser makes documents without end is left at the second") {
    CHECK(problem_of("# x\n,a: 1\n") == "2:1: text behind the end of the document");
}

TEST_CASE("every duplicate key is reported, in its own mapping only") {
    const auto tree = read_yaml("a: {x: 1, y: 2, x: 3}\nb: {x: 1}\na: 4\n");
    REQUIRE(tree.problems.size() == 2);
    CHECK(tree.complete);
    CHECK(line_of(tree.problems[0]) ==
          "1:17: \"x\" stands here a second time; the first is in line 1; keep one of them");
    CHECK(line_of(tree.problems[1]) ==
          "3:1: \"a\" stands here a second time; the first is in line 1; keep one of them");
}

TEST_CASE("bytes that are no text are refused before parsing") {
    CHECK(problem_of("a: 1\nb: caf\xe9\n") == "2:7: byte 0xE9 is not UTF-8; save the file as UTF-8");
    CHECK(problem_of(std::string("a: \0", 4)) == "1:4: a zero byte: this is no text in UTF-8; save the file as UTF-8");
    CHECK(problem_of(std::string("a\0: \0", 5)) ==
          "1:2: a zero byte: this is no text in UTF-8; save the file as UTF-8");
    CHECK(problem_of("a: \xc0\xaf\n") == "1:4: byte 0xC0 is not UTF-8; save the file as UTF-8");
    CHECK(problem_of(std::string(yaml_size_limit + 1, ' ')) ==
          "0:0: the file has 1048577 bytes; at most 1 MiB is read");
    CHECK(read_yaml(std::string(yaml_size_limit, ' ')).problems.empty());
}

TEST_CASE("nesting ends at its limit") {
    CHECK(read_yaml(nested(yaml_depth_limit)).problems.empty());
    CHECK(problem_of(nested(yaml_depth_limit + 1)) == "1:33: more than 32 levels");
    for (const std::size_t levels : {400UL, 5'000UL, 200'000UL})
        CHECK(read_yaml(nested(levels)).problems.size() == 1);
    CHECK(read_yaml(std::string(100'000, '[')).problems.size() == 1);
    std::string dashes;
    for (int i = 0; i < 5'000; ++i)
        dashes += "- ";
    CHECK(read_yaml(dashes + "x").problems.size() == 1);
}

TEST_CASE("an alias bomb is refused at its first anchor") {
    std::string bomb = "a: &a [x, x]\n";
    for (char c = 'b'; c <= 'z'; ++c)
        bomb +=
            std::string{c} + ": &" + c + " [*" + static_cast<char>(c - 1) + ", *" + static_cast<char>(c - 1) + "]\n";
    CHECK(problem_of(bomb) == "1:4: anchors (&name) are not supported; write the value out");
}

TEST_CASE("many keys take no quadratic time") {
    std::string keys;
    for (int i = 0; keys.size() < yaml_size_limit - 20; ++i)
        keys += "k" + std::to_string(i) + ":\n";
    CHECK(read_yaml(keys).problems.empty());
}

TEST_CASE("a syntax error says what to do about it") {
    struct Row {
        const char* text;
        const char* problem;
    };
    const Row rows[] = {
        {"cron: * * * * *\n", "1:7: a value that starts with * needs quotes; put it in quotes: \"* * * * *\""},
        {"a:\n  - *.x\n", "2:5: a value that starts with * needs quotes; put it in quotes: \"*.x\""},
        {"- name: *  # all\n", "1:9: a value that starts with * needs quotes; put it in quotes: \"*\""},
        {"a: {b: *}\n", "1:8: a value that starts with * needs quotes; put it in quotes"},
        {"a: [x, */5 1,2 * * *]\n", "1:8: a value that starts with * needs quotes; put it in quotes"},
        {"a: {b: @x}\n", "1:8: a value that starts with @ needs quotes; put it in quotes"},
        {"a: @x\n", "1:4: a value that starts with @ needs quotes; put it in quotes: \"@x\""},
        {"a: %x\n", "1:4: a value that starts with % needs quotes; put it in quotes: \"%x\""},
        {"n: {policy}-{disk}\nb: 1\n",
         "1:4: a value that starts with { needs quotes; put it in quotes: \"{policy}-{disk}\""},
        {"a: b: c\n", "1:4: a value with a colon and a blank in it needs quotes; put it in quotes: \"b: c\""},
        {"a:\n\tb: 1\n", "2:1: a tab in the indentation; indent with blanks"},
        {"a: 1\n}\n", "2:1: not valid YAML: illegal flow end"},
        {"a: [1, 2\nb: 3\n", "2:2: not valid YAML: end of sequence flow not found"},
    };
    for (const auto& row : rows)
        CHECK(problem_of(row.text) == row.problem);
}

TEST_CASE("what stands before a syntax error is kept") {
    const auto tree = read_yaml("policies: policies.d\naccounts: [\n");
    CHECK_FALSE(tree.complete);
    REQUIRE(!tree.root.entries.empty());
    CHECK(tree.root.entries[0].value.text == "policies.d");
}
