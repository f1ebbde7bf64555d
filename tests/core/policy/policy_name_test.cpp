#include "core/policy/policy_name.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace ecdsnap::core;

TEST_CASE("good names") {
    for (const char* name : {"a", "nightly", "night-2", "a-", "x0"})
        CHECK_FALSE(check_policy_name(name));
    CHECK_FALSE(check_policy_name(std::string(40, 'a')));
    CHECK_FALSE(check_owner(std::string(16, 'a')));
}

TEST_CASE("a bad name is refused with what is wrong and a good one near it") {
    struct Row {
        const char* name;
        std::size_t column;
        const char* problem;
        const char* hint;
    };
    const Row rows[] = {
        {"", 0, "is empty", ""},
        {"1st", 1, "does not start with a letter", ""},
        {"-a", 1, "does not start with a letter", ""},
        {"Nightly", 1, "has 'N' in it", "for example nightly"},
        {"my policy", 3, "has a blank in it", "for example my-policy"},
        {"true", 1, "is a word of YAML, not a name", ""},
        {"false", 1, "is a word of YAML, not a name", ""},
        {"a_b", 2, "has '_' in it", "for example a-b"},
        {"a:b", 2, "has ':' in it", "for example a-b"},
        {"\u4e2d", 1, "has '\u4e2d' in it", ""},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        const auto error = check_policy_name(row.name);
        REQUIRE(error);
        CHECK(error->column == row.column);
        CHECK(error->problem == row.problem);
        CHECK(error->hint == row.hint);
        CHECK(error->allowed == "1-40 of a-z, 0-9 and -, starting with a letter");
    }
    CHECK(check_policy_name(std::string(41, 'a'))->problem == "has 41 characters");
    CHECK(check_owner(std::string(17, 'a'))->allowed == "1-16 of a-z, 0-9 and -, starting with a letter");
}
