#include "core/schedule/spread.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <array>

namespace ecdsnap::tests {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;

TEST_CASE("the same desktop of the same policy always gets the same delay") {
    // Pinned: a change moves every desktop of every user.
    CHECK(core::spread_delay("nightly", "ecd-7w78ozhjcwa3u****", minutes{45}) == milliseconds{370621});
    CHECK(core::spread_delay("weekly", "ecd-7w78ozhjcwa3u****", minutes{45}) == milliseconds{184105});
}

TEST_CASE("no spread, no delay") {
    CHECK(core::spread_delay("nightly", "ecd-1", milliseconds{0}).count() == 0);
    CHECK(core::spread_delay("nightly", "ecd-1", milliseconds{-5}).count() == 0);
    CHECK(core::spread_delay("nightly", "ecd-1", milliseconds{1}).count() == 0);
}

TEST_CASE("delays fill the span evenly") {
    constexpr int desktops = 20'000;
    std::array<int, 20> tenths{};
    for (int i = 0; i < desktops; ++i) {
        const auto delay = core::spread_delay("nightly", fmt::format("ecd-{:016x}", i), minutes{45});
        REQUIRE(delay.count() >= 0);
        REQUIRE(delay < minutes{45});
        ++tenths[static_cast<std::size_t>(delay * 20 / minutes{45})];
    }
    // 1,000 expected in each; five standard deviations of that count are 154.
    for (const int count : tenths)
        CHECK(count == doctest::Approx(1000).epsilon(0.154));
}

TEST_CASE("the longest spread does not overflow") {
    const milliseconds decade = std::chrono::hours{24 * 3650};
    for (int i = 0; i < 100; ++i) {
        const auto delay = core::spread_delay("p", fmt::format("{}", i), decade);
        CHECK(delay.count() >= 0);
        CHECK(delay < decade);
    }
}

}  // namespace
}  // namespace ecdsnap::tests
