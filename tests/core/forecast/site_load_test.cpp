#include "core/forecast/site_load.hpp"

#include <doctest/doctest.h>

#include <numeric>

using namespace ecdsnap::core;
using namespace std::chrono_literals;

namespace {

constexpr SlotInstant midnight{std::chrono::sys_days{std::chrono::year{2026} / 12 / 1}};

double sum(const SiteLoad& load) {
    return std::accumulate(load.calls.begin(), load.calls.end(), 0.0);
}

}  // namespace

TEST_CASE("one slot ends when its calls are through at the rate, or when its spread is over") {
    struct Row {
        const char* name;
        Millis spread;
        std::uint64_t calls;
        double rate;
        Millis last_start;
        std::uint64_t left_over;
    };
    const Row rows[] = {
        {"one call goes at once", 0min, 1, 0.1, 0min, 0},
        {"one call goes at once, however short the window is for the rate", 0min, 1, 0.0001, 60min, 0},
        {"at once, at the rate", 0min, 6'000, 10, 10min - 100ms, 0},
        {"spread wider than the rate needs", 45min, 6'000, 10, 45min, 0},
        {"spread narrower than the rate needs", 5min, 6'000, 10, 10min - 100ms, 0},
        {"the window is too short", 0min, 6'000, 1, 60min, 2'399},
        {"the window is too short for what is spread", 30min, 6'000, 1, 60min, 2'399},
        {"no call", 0min, 0, 10, 0min, 0},
    };
    for (const Row& row : rows) {
        CAPTURE(row.name);
        const SiteLoad load = carry({{midnight + 2h, row.spread, 60min, row.calls}}, row.rate, midnight);
        REQUIRE(load.slots.size() == 1);
        CHECK(load.slots[0].last_start == row.last_start);
        CHECK(load.slots[0].left_over == row.left_over);
        if (row.calls > 1)
            CHECK(sum(load) == doctest::Approx(static_cast<double>(row.calls - row.left_over)).epsilon(0.001));
        if (row.calls == 0) CHECK(sum(load) == 0);
    }
}

TEST_CASE("slots share the rate, and the nearest end of a window goes first") {
    const SiteLoad load = carry({{midnight, 0min, 60min, 6'000}, {midnight + 1min, 0min, 15min, 3'000}}, 10, midnight);
    CHECK(load.slots[1].last_start == 5min - 100ms);
    CHECK(load.slots[0].last_start == 15min - 100ms);
    CHECK(load.peak == doctest::Approx(10));
}

TEST_CASE("what is spread leaves room for others, and the load is counted where it falls") {
    const SiteLoad load =
        carry({{midnight + 14min, 60min, 120min, 3'600}, {midnight + 14min, 0min, 180min, 540}}, 10, midnight);
    CHECK(load.slots[0].last_start == 60min);
    CHECK(load.slots[1].last_start < 2min);
    CHECK(load.peak == doctest::Approx(10));
    REQUIRE(load.calls.size() == 5);
    CHECK(load.calls[0] == doctest::Approx(600));
    CHECK(load.calls[1] == doctest::Approx(900));
    CHECK(load.calls[4] == doctest::Approx(840));
}

TEST_CASE("load from before the counted time uses the rate and is not counted") {
    const SiteLoad load = carry({{midnight - 10min, 0min, 60min, 6'600}}, 10, midnight);
    CHECK(load.slots[0].last_start == 11min - 100ms);
    CHECK(sum(load) == doctest::Approx(600));
}

TEST_CASE("the rate for creates is what listings and sends in flight leave") {
    CHECK(create_rate({100, 32}, 100, 5min) == doctest::Approx(100 - 1 / 300.0));
    CHECK(create_rate({100, 32}, 30'000, 5min) == doctest::Approx(99));
    CHECK(create_rate({100, 3}, 100, 5min) == doctest::Approx(10));
    CHECK(create_rate({1, 32}, 100'000, 5min) == doctest::Approx(0.1));
}
