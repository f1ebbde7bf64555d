#include "adapters/system/groups.hpp"

#include <doctest/doctest.h>

using ecdsnap::adapters::group_number;

TEST_CASE("a group of this machine has its number, any other none") {
    CHECK(group_number("root") == 0);
    CHECK(group_number("no-such-group-here") == std::nullopt);
    CHECK(group_number("") == std::nullopt);
}
