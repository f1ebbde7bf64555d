#include "core/dispatch/pacing.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <deque>
#include <vector>

using namespace ecdsnap::core;
using namespace std::chrono_literals;

namespace {

constexpr SteadyTime start = SteadyTime{} + 1000h;

// A caller that always wants to start, as soon as it may, though its loop is late by up to `lateness`. All of its calls
// come through at once.
std::vector<SteadyTime> greedy(Pacing& pacing, SteadyTime from, Millis span, std::chrono::microseconds lateness = {}) {
    std::vector<SteadyTime> starts;
    std::uint32_t dice = 12345;
    for (SteadyTime now = from;;) {
        const auto kind = starts.size() % 3 == 0 ? CallKind::read : CallKind::create;
        const SteadyTime when = pacing.earliest(kind);
        if (when > now) {
            dice = dice * 1664525U + 1013904223U;
            now = when + (lateness.count() > 0 ? lateness * (dice >> 24) / 256 : lateness);
        }
        if (now >= from + span) return starts;
        pacing.started(kind, now);
        pacing.came_through(kind, now, now);
        starts.push_back(now);
    }
}

// Until the ceiling has been reached.
void open(Pacing& pacing) {
    greedy(pacing, start - 60s, 50s);
}

std::size_t fullest_second(const std::vector<SteadyTime>& starts) {
    std::size_t fullest = 0;
    for (std::size_t first = 0, last = 0; last < starts.size(); ++last) {
        while (starts[last] - starts[first] >= 1s)
            ++first;
        fullest = std::max(fullest, last - first + 1);
    }
    return fullest;
}

}  // namespace

TEST_CASE("no second holds more starts than the ceiling, and a greedy caller gets all of it") {
    for (const double ceiling : {1.0, 3.0, 40.0, 100.0, 300.0, 999.0, 1000.0, 5000.0}) {
        for (const auto lateness : {0us, 900us, 9000us}) {
            CAPTURE(ceiling);
            CAPTURE(lateness.count());
            Pacing pacing(ceiling);
            const auto opening = greedy(pacing, start - 60s, 50s, lateness);
            CHECK(static_cast<double>(fullest_second(opening)) <= ceiling);
            const auto starts = greedy(pacing, start, 20s, lateness);
            CHECK(static_cast<double>(fullest_second(starts)) <= ceiling);
            CHECK(static_cast<double>(starts.size()) >= 20 * ceiling * 0.96 - 1);
        }
    }
}

TEST_CASE("of a service that is not known few calls are under way before the first answers") {
    for (const double ceiling : {5.0, 100.0, 10'000.0}) {
        CAPTURE(ceiling);
        Pacing pacing(ceiling);
        SteadyTime now = start;
        std::size_t starts = 0;
        for (now = std::max(now, pacing.earliest(CallKind::create)); now < start + 300ms;
             now = pacing.earliest(CallKind::create)) {
            pacing.started(CallKind::create, now);
            ++starts;
        }
        CHECK(starts <= 4);
    }
}

TEST_CASE("the ceiling is reached within seconds when nothing is throttled") {
    for (const double ceiling : {100.0, 1000.0, 10'000.0}) {
        CAPTURE(ceiling);
        Pacing pacing(ceiling);
        greedy(pacing, start, 4s);
        CHECK(pacing.rate(CallKind::create) == doctest::Approx(ceiling));
        CHECK_FALSE(pacing.learned(CallKind::create, start + 4s));
    }
}

TEST_CASE("time that was not used is not made up for") {
    Pacing pacing(40);
    open(pacing);
    SteadyTime now = start + 1h;
    std::vector<SteadyTime> starts;
    while (starts.size() < 41) {
        now = std::max(now, pacing.earliest(CallKind::create));
        pacing.started(CallKind::create, now);
        starts.push_back(now);
    }
    CHECK(starts.back() - starts.front() >= 975ms);
}

TEST_CASE("nothing of a kind starts before the time that the service named") {
    Pacing pacing(100);
    pacing.started(CallKind::create, start);
    pacing.throttled(CallKind::create, start, start + 50ms, 7s, 0);
    CHECK(pacing.earliest(CallKind::create) >= start + 50ms + 7s);
    SUBCASE("the other kind goes on") {
        CHECK(pacing.earliest(CallKind::read) < start + 1s);
    }
    SUBCASE("a shorter time named later does not shorten it") {
        pacing.throttled(CallKind::create, start, start + 60ms, 1s, 0);
        CHECK(pacing.earliest(CallKind::create) >= start + 50ms + 7s);
    }
    SUBCASE("a call that comes through does not, either") {
        pacing.came_through(CallKind::create, start, start + 1s);
        CHECK(pacing.earliest(CallKind::create) >= start + 50ms + 7s);
    }
}

TEST_CASE("a pause that is made up for ends no sooner than was named") {
    Pacing pacing(1000);
    pacing.recall(CallKind::create, {50, 0ms}, start - 1s);
    greedy(pacing, start, 2s);
    SteadyTime now = start + 2s;
    pacing.throttled(CallKind::create, now, now, 600ms, 0);
    std::size_t in_second = 0;
    const SteadyTime blocked = now + 600ms;
    for (now = pacing.earliest(CallKind::create); now < blocked + 1s; now = pacing.earliest(CallKind::create)) {
        CHECK(now >= blocked);
        pacing.started(CallKind::create, now);
        pacing.came_through(CallKind::create, now, now);
        ++in_second;
    }
    CHECK(in_second > 58);
    CHECK(in_second < 66);
}

TEST_CASE("without a named time the back-off doubles, with jitter in its upper half") {
    Pacing pacing(100);
    pacing.recall(CallKind::read, {2, 0ms}, start);
    SteadyTime now = start;
    for (const Millis most : {Millis{500}, 1000ms, 2000ms, 4000ms, 8000ms, 16000ms, 30000ms, 30000ms}) {
        CAPTURE(most.count());
        pacing.throttled(CallKind::read, now, now, std::nullopt, 0);
        CHECK(pacing.earliest(CallKind::read) >= now + most / 2);
        CHECK(pacing.earliest(CallKind::read) <= now + most);
        now = pacing.earliest(CallKind::read);
    }
}

TEST_CASE("where calls come through the first pause is two calls long") {
    for (const double rate : {1.0, 10.0, 50.0, 500.0}) {
        CAPTURE(rate);
        Pacing pacing(1000);
        pacing.recall(CallKind::create, {rate, 0ms}, start - 1s);
        pacing.throttled(CallKind::create, start, start, std::nullopt, UINT64_MAX);
        const Millis longest{std::clamp(static_cast<int>(2000 / rate) + 20, 20, 500)};
        CHECK(pacing.earliest(CallKind::create) > start);
        CHECK(pacing.earliest(CallKind::create) <= start + longest);
    }
}

TEST_CASE("throttled calls that were under way together are one cut") {
    Pacing pacing(90);
    open(pacing);
    const double read = pacing.rate(CallKind::read);
    for (int call = 0; call < 30; ++call)
        pacing.throttled(CallKind::create, start + Millis{call}, start + 100ms + Millis{call}, std::nullopt, 0);
    const double once = pacing.rate(CallKind::create);
    CHECK(once < 90);
    CHECK(once > 88);
    CHECK(pacing.rate(CallKind::read) == doctest::Approx(read));
    pacing.throttled(CallKind::create, start + 1s, start + 1s, std::nullopt, 0);
    CHECK(pacing.rate(CallKind::create) < once * 0.9);
}

TEST_CASE("throttling never cuts below one call in fifty seconds, and calls that come through win the ceiling back") {
    Pacing pacing(100);
    SteadyTime now = start;
    for (int cut = 0; cut < 50; ++cut) {
        pacing.throttled(CallKind::create, now, now, 1ms, 0);
        now += 60s;
    }
    CHECK(pacing.rate(CallKind::create) == doctest::Approx(0.02));
    std::size_t calls = 0;
    for (double before = 0; pacing.rate(CallKind::create) < 100; ++calls) {
        REQUIRE(calls < 2000);
        now = std::max(now, pacing.earliest(CallKind::create));
        pacing.started(CallKind::create, now);
        pacing.came_through(CallKind::create, now, now);
        CHECK(pacing.rate(CallKind::create) >= before);
        before = pacing.rate(CallKind::create);
    }
}

TEST_CASE("a learned rate does not grow while it is not used") {
    Pacing pacing(100);
    pacing.recall(CallKind::create, {20, 0ms}, start);
    for (SteadyTime now = start; now < start + 5h; now += 10s) {
        pacing.started(CallKind::create, now);
        pacing.came_through(CallKind::create, now, now + 100ms);
    }
    CHECK(pacing.rate(CallKind::create) == doctest::Approx(20));
}

TEST_CASE("a trouble of one night makes no later one slow") {
    Pacing pacing(100);
    SteadyTime now = start;
    for (int i = 0; i < 60; ++i) {  // everything is throttled for a while
        now = std::max(now, pacing.earliest(CallKind::create));
        pacing.started(CallKind::create, now);
        pacing.throttled(CallKind::create, now, now + 50ms, std::nullopt, 1);
        now += 60ms;
    }
    CHECK(pacing.rate(CallKind::create) < 0.5);
    now += 24h;
    const SteadyTime begin = now;
    for (int i = 0; i < 9; ++i) {
        now = std::max(now, pacing.earliest(CallKind::create));
        pacing.started(CallKind::create, now);
        pacing.came_through(CallKind::create, now, now + 50ms);
        now += 60ms;
    }
    CHECK(now - begin < 30s);
    CHECK(pacing.rate(CallKind::create) >= 10);
}

TEST_CASE("who calls now and then and is throttled has not met a limit of so few calls") {
    Pacing pacing(10);
    SteadyTime now = start;
    for (int i = 0; i < 200; ++i) {  // nothing is throttled, and nothing is in a hurry
        now = std::max(now + 4min, pacing.earliest(CallKind::create));
        pacing.started(CallKind::create, now);
        pacing.came_through(CallKind::create, now, now + 50ms);
    }
    for (int i = 0; i < 3; ++i) {  // a slot begins while others use the account
        now = std::max(now + 100ms, pacing.earliest(CallKind::create));
        pacing.started(CallKind::create, now);
        pacing.throttled(CallKind::create, now, now + 50ms, std::nullopt, 1);
    }
    CHECK(pacing.rate(CallKind::create) > 0.4);
}

TEST_CASE("a very low rate is doubted after an hour, however few calls it allows") {
    Pacing pacing(10);
    SteadyTime now = start;
    for (int i = 0; i < 60; ++i) {
        now = std::max(now, pacing.earliest(CallKind::create));
        pacing.started(CallKind::create, now);
        pacing.throttled(CallKind::create, now, now + 50ms, std::nullopt, 1);
        now += 60ms;
    }
    REQUIRE(pacing.rate(CallKind::create) < 0.1);
    const SteadyTime over = now;
    while (pacing.rate(CallKind::create) < 5) {
        now = std::max(now, pacing.earliest(CallKind::create));
        pacing.started(CallKind::create, now);
        pacing.came_through(CallKind::create, now, now + 50ms);
        now += 60ms;
        REQUIRE(now - over < 65min);
    }
}

TEST_CASE("what an earlier run had learned is used at once, and after a week only as a hint") {
    Pacing pacing(1000);
    SUBCASE("yesterday") {
        pacing.recall(CallKind::create, {50, 24h}, start);
        CHECK(pacing.rate(CallKind::create) == doctest::Approx(50));
        const auto learned = pacing.learned(CallKind::create, start + 1h);
        REQUIRE(learned);
        CHECK(learned->per_second == doctest::Approx(50));
        CHECK(learned->age == 25h);
    }
    SUBCASE("two weeks ago") {
        pacing.recall(CallKind::create, {50, 14 * 24h}, start);
        CHECK(pacing.rate(CallKind::create) == doctest::Approx(25));
        CHECK_FALSE(pacing.learned(CallKind::create, start));
        greedy(pacing, start, 4s);
        CHECK(pacing.rate(CallKind::create) == doctest::Approx(1000));
    }
    SUBCASE("above the ceiling") {
        pacing.recall(CallKind::create, {5000, 24h}, start);
        CHECK(pacing.rate(CallKind::create) == doctest::Approx(1000));
    }
}

TEST_CASE("a share is a part of what was learned, never of the ceiling") {
    Pacing pacing(100, 0.8);
    open(pacing);
    CHECK(pacing.rate(CallKind::create) == doctest::Approx(100));
    Pacing taught(100, 0.8);
    taught.recall(CallKind::create, {50, 0ms}, start);
    CHECK(taught.rate(CallKind::create) == doctest::Approx(40));
}

TEST_CASE("a ceiling that is changed counts from then on") {
    Pacing pacing(100);
    open(pacing);
    pacing.set_ceiling(10);
    CHECK(pacing.rate(CallKind::create) == doctest::Approx(10));
    SteadyTime now = start + 2s;
    std::vector<SteadyTime> starts;
    while (starts.size() < 50) {
        now = std::max(now, pacing.earliest(CallKind::create));
        pacing.started(CallKind::create, now);
        starts.push_back(now);
    }
    CHECK(fullest_second(starts) <= 10);
}

TEST_CASE("calls that leave later than they were counted do not make a second too full, nor go before a named time") {
    for (const double ceiling : {1.0, 2.0, 7.0, 100.0}) {
        CAPTURE(ceiling);
        Pacing pacing(ceiling);
        open(pacing);
        std::vector<SteadyTime> left;
        std::deque<SteadyTime> granted;  // each leaves three calls after it was counted, but every third at once
        SteadyTime now = start + 10s;
        for (int call = 0; call < 300; ++call) {
            now = std::max(now, pacing.earliest(CallKind::create));
            pacing.started(CallKind::create, now);
            if (call % 3 == 0)
                left.push_back(now);
            else
                granted.push_back(now);
            while (granted.size() > 3) {
                granted.pop_front();
                now = std::max(now, pacing.earliest_late(CallKind::create));
                pacing.started_late(now);
                left.push_back(now);
            }
        }
        CHECK(fullest_second(left) <= static_cast<std::size_t>(ceiling));
    }
    Pacing pacing(10);
    open(pacing);
    pacing.throttled(CallKind::create, start + 1s, start + 2s, 4s, 0);
    CHECK(pacing.earliest_late(CallKind::create) >= start + 6s);
    CHECK(pacing.earliest_late(CallKind::read) < start + 6s);
}
