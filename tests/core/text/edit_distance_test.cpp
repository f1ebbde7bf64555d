#include "core/text/edit_distance.hpp"

#include <doctest/doctest.h>

#include <array>
#include <vector>

namespace ecdsnap::tests {
namespace {

TEST_CASE("counts the typing errors between two words") {
    CHECK(core::edit_distance("window", "window") == 0);
    CHECK(core::edit_distance("windw", "window") == 1);
    CHECK(core::edit_distance("windoow", "window") == 1);
    CHECK(core::edit_distance("wendow", "window") == 1);
    CHECK(core::edit_distance("widnow", "window") == 1);  // neighbours swapped
    CHECK(core::edit_distance("Window", "wINDOW") == 0);
    CHECK(core::edit_distance("", "abc") == 3);
    CHECK(core::edit_distance("kitten", "sitting") == 3);
    CHECK(core::edit_distance(std::string(100'000, 'a'), "a") == 100'000);
}

TEST_CASE("suggests the nearest word if it is near") {
    const std::array<std::string_view, 4> keys{"schedule", "spread", "select", "snapshot"};
    CHECK(core::closest("schedul", keys) == "schedule");
    CHECK(core::closest("spreda", keys) == "spread");
    CHECK(core::closest("Select", keys) == "select");
    CHECK_FALSE(core::closest("retention", keys));
    CHECK_FALSE(core::closest("", std::vector<std::string>{"ab"}));
    CHECK(core::closest("cat", std::vector<std::string>{"bat", "hat"}) == "bat");  // the first of equals
}

}  // namespace
}  // namespace ecdsnap::tests
