#include "adapters/system/system_random.hpp"

#include <doctest/doctest.h>

#include <bit>
#include <set>

using namespace ecdsnap;

TEST_CASE("random numbers differ and use all bits") {
    const auto random = adapters::make_system_random();
    std::set<std::uint64_t> seen;
    std::uint64_t ever_one = 0;
    std::uint64_t ever_zero = 0;
    for (int i = 0; i < 1'000; ++i) {
        const std::uint64_t value = random->next();
        seen.insert(value);
        ever_one |= value;
        ever_zero |= ~value;
    }
    CHECK(seen.size() == 1'000);
    CHECK(std::popcount(ever_one) == 64);
    CHECK(std::popcount(ever_zero) == 64);
}
