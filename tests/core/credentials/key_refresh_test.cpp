#include "core/credentials/key_refresh.hpp"

#include <doctest/doctest.h>

using namespace ecdsnap::core;
using namespace std::chrono_literals;
using Need = KeyRefresh::Need;

namespace {

constexpr SteadyTime start = SteadyTime{} + 1000h;

// How long after it was fetched a key of that lifetime is first exchanged.
std::chrono::seconds exchanged_after(Millis lifetime) {
    KeyRefresh refresh;
    refresh.fetched(lifetime, start);
    auto after = 0s;
    while (refresh.need(start + after) == Need::none)
        after += 1s;
    return after;
}

}  // namespace

TEST_CASE("without a key one is needed now, and a key without an end is good for ever") {
    KeyRefresh refresh;
    CHECK(refresh.need(start) == Need::now);
    CHECK(refresh.may_try(start));
    refresh.fetched(std::nullopt, start);
    CHECK(refresh.need(start + 24h * 3650) == Need::none);
}

TEST_CASE(
    "a key is exchanged when a quarter of its life is left, at most a quarter of an hour, and used until it ends") {
    CHECK(exchanged_after(1h) == 45min);
    CHECK(exchanged_after(12h) == 11h + 45min);
    CHECK(exchanged_after(15min) == 11min + 15s);
    CHECK(exchanged_after(2min) == 90s);
    KeyRefresh refresh;
    refresh.fetched(1h, start);
    CHECK(refresh.need(start + 45min) == Need::soon);
    CHECK(refresh.need(start + 1h - 1ms) == Need::soon);
    CHECK(refresh.need(start + 1h) == Need::now);
}

TEST_CASE("a key of a minute is exchanged once a minute, and none oftener unless it lives shorter") {
    CHECK(exchanged_after(72s) == 60s);
    CHECK(exchanged_after(60s) == 60s);
    CHECK(exchanged_after(30s) == 30s);
    CHECK(exchanged_after(1s) == 10s);
}

TEST_CASE("a key that is out of date as it comes is used for a minute: the service knows better what time it is") {
    CHECK(exchanged_after(0s) == 60s);
    CHECK(exchanged_after(-8h) == 60s);
    CHECK(exchanged_after(24h * 365'000) == 24h * 365 - 15min);
}

TEST_CASE("failures are repeated ever more seldom, the old key is used meanwhile") {
    KeyRefresh refresh;
    refresh.fetched(1h, start);
    SteadyTime now = start + 45min;
    Millis before = 0ms;
    for (int attempt = 0; attempt < 12; ++attempt) {
        refresh.failed(now, 0);
        const auto pause = std::chrono::duration_cast<Millis>(refresh.next_try() - now);
        CHECK(pause >= before);
        CHECK(pause <= 60s);
        CHECK(!refresh.may_try(refresh.next_try() - 1ms));
        CHECK(refresh.may_try(refresh.next_try()));
        CHECK(refresh.need(now) == Need::soon);
        before = pause;
        now = refresh.next_try();
    }
    CHECK(before == 30s);  // with the least of chance
    CHECK(refresh.failures() == 12);
    refresh.fetched(1h, now);
    CHECK(refresh.failures() == 0);
    CHECK(refresh.need(now) == Need::none);
}

TEST_CASE("chance spreads the tries over half of the pause") {
    for (const std::uint64_t random : {std::uint64_t{0}, std::uint64_t{999}, ~std::uint64_t{0}}) {
        KeyRefresh refresh;
        refresh.failed(start, random);
        CHECK(refresh.next_try() >= start + 1s);
        CHECK(refresh.next_try() <= start + 2s);
    }
}

TEST_CASE("a refused key is exchanged at once, but one that was fetched a moment ago is given a minute") {
    KeyRefresh refresh;
    refresh.fetched(1h, start);
    refresh.refused(start + 10min);
    CHECK(refresh.need(start + 10min) == Need::soon);
    refresh.fetched(1h, start + 10min);
    refresh.refused(start + 10min + 5s);
    CHECK(refresh.need(start + 10min + 5s) == Need::none);
    CHECK(refresh.need(start + 11min) == Need::soon);
}

TEST_CASE("a change of the place ends a pause") {
    KeyRefresh refresh;
    refresh.failed(start, 0);
    CHECK(!refresh.may_try(start));
    refresh.changed();
    CHECK(refresh.may_try(start));
    CHECK(refresh.need(start) == Need::now);
}
