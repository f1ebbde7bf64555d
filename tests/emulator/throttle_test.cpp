#include "emulator/faults/throttle.hpp"

#include "emulator/rehearsal.hpp"

#include <doctest/doctest.h>

using namespace ecdsnap::emulator;
using namespace std::chrono_literals;

namespace {

Throttle throttle(const std::string& text) {
    auto result = Throttle::read(std::vector<std::string>{text});
    REQUIRE(result.has_value());
    return std::move(*result);
}

/// How many of `tries` calls at one moment are let in.
int admitted(Throttle& limit, Instant now, int tries = 100, const char* action = "CreateSnapshot") {
    int count = 0;
    for (int i = 0; i < tries; ++i)
        count += limit.admit("key cn-hangzhou", action, now) ? 0 : 1;
    return count;
}

constexpr Instant start{std::chrono::sys_days{std::chrono::year{2026} / 1 / 2} + 3h};

}  // namespace

TEST_CASE("a token bucket holds one second's worth and refills steadily") {
    auto limit = throttle("10");
    CHECK(admitted(limit, start) == 10);
    CHECK(admitted(limit, start + 99ms) == 0);
    CHECK(admitted(limit, start + 101ms) == 1);
    CHECK(admitted(limit, start + 10s) == 10);
}

TEST_CASE("a fixed second begins anew with each second of the clock") {
    auto limit = throttle("10@fixed-second");
    CHECK(admitted(limit, start + 900ms) == 10);
    CHECK(admitted(limit, start + 999ms) == 0);
    CHECK(admitted(limit, start + 1000ms) == 10);
}

TEST_CASE("a sliding second forgets each call one second later") {
    auto limit = throttle("10@sliding-second");
    CHECK(admitted(limit, start, 4) == 4);
    CHECK(admitted(limit, start + 500ms) == 6);
    CHECK(admitted(limit, start + 999ms) == 0);
    CHECK(admitted(limit, start + 1000ms) == 4);
    CHECK(admitted(limit, start + 1500ms) == 6);
}

TEST_CASE("the time that a refusal names is the time at which a call is let in") {
    for (const char* text : {"10", "10@fixed-second", "10@sliding-second", "0.5"}) {
        CAPTURE(text);
        auto limit = throttle(text);
        admitted(limit, start + 300ms);
        const auto refusal = limit.admit("key cn-hangzhou", "CreateSnapshot", start + 350ms);
        REQUIRE(refusal.has_value());
        CHECK(refusal->http_status == 400);
        CHECK(refusal->code == "Throttling.User");
        REQUIRE(refusal->headers.at(0).name == "x-acs-retry-after");
        const std::chrono::milliseconds wait{std::stol(refusal->headers.at(0).value)};
        CHECK(wait > 0ms);
        CHECK(admitted(limit, start + 350ms + wait - 2ms, 1) == 0);
        CHECK(admitted(limit, start + 350ms + wait, 1) == 1);
    }
}

TEST_CASE("three dialects") {
    auto older = throttle("1:CreateSnapshot,dialect=ratelimit");
    admitted(older, start);
    const auto refusal = older.admit("key cn-hangzhou", "CreateSnapshot", start);
    REQUIRE(refusal.has_value());
    CHECK(refusal->code == "Throttling.Api");
    CHECK(refusal->headers.at(0).name == "x-ratelimit-user-api");
    CHECK(refusal->headers.at(0).value == "Limit:1,Remain:0,TimeLeft:1000,Reset:1000");
    auto bare = throttle("1@fixed-second,dialect=bare");
    admitted(bare, start);
    CHECK(bare.admit("key cn-hangzhou", "CreateSnapshot", start)->headers.empty());
}

TEST_CASE("a limit of one action leaves the others alone; accounts and regions count apart") {
    auto limit = throttle("5:CreateSnapshot@sliding-second");
    CHECK(admitted(limit, start) == 5);
    CHECK(admitted(limit, start, 100, "DescribeSnapshots") == 100);
    CHECK_FALSE(limit.admit("key cn-shanghai", "CreateSnapshot", start).has_value());
    CHECK_FALSE(limit.admit("other cn-hangzhou", "CreateSnapshot", start).has_value());
}

TEST_CASE("a call that one limit refuses does not use up another") {
    auto both = *Throttle::read(std::vector<std::string>{"10@sliding-second", "2:CreateSnapshot@sliding-second"});
    CHECK(admitted(both, start) == 2);
    CHECK(admitted(both, start, 100, "DescribeSnapshots") == 8);
}

TEST_CASE("a limit that cannot be read is refused with the reason") {
    for (const char* wrong : {"", "fast", "0", "10:NoAction", "10@minute", "10,dialect=loud", "0.5@fixed-second"}) {
        CAPTURE(wrong);
        CHECK(Throttle::read(std::vector<std::string>{wrong}).has_error());
    }
}

TEST_CASE("the counters show the busiest second of each region, throttled calls included") {
    Rehearsal rehearsal;
    rehearsal.emulator.throttle = throttle("2@sliding-second");
    rehearsal.pass(600ms);
    for (int i = 0; i < 3; ++i)
        rehearsal.call("DescribeRegions", {});
    rehearsal.pass(500ms);  // another second of the clock, within the same sliding one
    for (int i = 0; i < 2; ++i)
        rehearsal.call("DescribeRegions", {});
    const auto counters = rehearsal.admin("GET", "/counters");
    CHECK(counters.at("throttled") == 3);
    CHECK(counters.at("refusals").at("Throttling.User") == 3);
    CHECK(counters.at("requests").at("DescribeRegions") == 5);
    CHECK(counters.at("most_requests_in_a_second").at("cn-hangzhou").at("sliding") == 5);
    CHECK(counters.at("most_requests_in_a_second").at("cn-hangzhou").at("clock") == 3);
}
