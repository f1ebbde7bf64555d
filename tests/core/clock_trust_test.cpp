#include "core/clock_trust.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace ecdsnap::core;
using namespace std::chrono_literals;

namespace {
constexpr WallTime noon = WallTime{} + 490'000h;
constexpr SteadyTime at = SteadyTime{} + 7h;
}  // namespace

TEST_CASE("before the first answer of the cloud the clock is not trusted") {
    const ClockTrust trust;
    CHECK_FALSE(trust.trusted(noon, at));
    CHECK_FALSE(trust.offset(noon, at).has_value());
}

TEST_CASE("the clock is trusted while it agrees within two minutes with the cloud's date, aged by the steady clock") {
    struct Row {
        std::string name;
        Millis wall;    // since noon
        Millis steady;  // since the answer
        bool trusted;
    };
    const Row rows[] = {
        {"the same", 0s, 0s, true},
        {"two minutes ahead", 2min, 0s, true},
        {"a little more", 2min + 1ms, 0s, false},
        {"two minutes behind", -2min, 0s, true},
        {"a little more behind", -2min - 1ms, 0s, false},
        {"a day later", 24h, 24h, true},
        {"stepped ahead an hour", 25h, 24h, false},
        {"stood still for an hour", 23h, 24h, false},
    };
    ClockTrust trust;
    trust.answer(noon, at);
    for (const Row& row : rows) {
        CAPTURE(row.name);
        CHECK(trust.trusted(noon + row.wall, at + row.steady) == row.trusted);
        CHECK(trust.offset(noon + row.wall, at + row.steady) == row.wall - row.steady);
    }
}

TEST_CASE("the newest answer counts") {
    ClockTrust trust;
    trust.answer(noon, at);
    trust.answer(noon + 1h, at + 1s);
    CHECK_FALSE(trust.trusted(noon + 1s, at + 1s));
    CHECK(trust.trusted(noon + 1h, at + 1s));
}
