#include "core/text/stable_hash.hpp"

#include <doctest/doctest.h>

#include <string>

namespace ecdsnap::tests {
namespace {

// Computed apart from this code: FNV-1a's published test values put through MurmurHash3's finalizer.
TEST_CASE("never changes") {
    CHECK(core::stable_hash("") == 0xefd01f60ba992926u);
    CHECK(core::stable_hash("a") == 0x82a2a958a9bece5bu);
    CHECK(core::stable_hash("foobar") == 0x2c22194922d1672bu);
    CHECK(core::stable_hash(std::string("\xff", 1)) == core::stable_hash({""}));
}

TEST_CASE("parts are kept apart") {
    CHECK(core::stable_hash({"ab", "c"}) != core::stable_hash({"a", "bc"}));
    CHECK(core::stable_hash({"ab"}) != core::stable_hash({"ab", ""}));
    CHECK(core::stable_hash({"a", "b"}) == core::stable_hash({"a", "b"}));
}

}  // namespace
}  // namespace ecdsnap::tests
