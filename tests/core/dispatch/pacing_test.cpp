#include "core/dispatch/pacing.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

using namespace ecdsnap::core;
using namespace std::chrono_literals;

namespace {

constexpr SteadyTime start = SteadyTime{} + 1000h;

// A caller that always wants to start, as soon as it may, though its loop is late by up to `lateness`.
std::vector<SteadyTime> greedy(Pacing& pacing, Millis span, std::chrono::microseconds lateness = {}) {
    std::vector<SteadyTime> starts;
    std::uint32_t dice = 12345;
    for (SteadyTime now = start;;) {
        const auto kind = starts.size() % 3 == 0 ? CallKind::read : CallKind::create;
        const SteadyTime when = pacing.earliest(kind);
        if (when > now) {
            dice = dice * 1664525U + 1013904223U;
            now = when + (lateness.count() > 0 ? lateness * (dice >> 24) / 256 : lateness);
        }
        if (now >= start + span) return starts;
        pacing.started(kind, now);
        starts.push_back(now);
    }
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

// As greedy(), for one kind, with a service that allows `limit` calls in each second of its own.
std::vector<SteadyTime> against_limit(Pacing& pacing, std::size_t limit, Millis span, std::size_t& refusals) {
    std::vector<SteadyTime> taken;
    refusals = 0;
    for (SteadyTime now = start;;) {
        now = std::max(now, pacing.earliest(CallKind::create));
        if (now >= start + span) return taken;
        pacing.started(CallKind::create, now);
        const auto in_second = static_cast<std::size_t>(
            std::count_if(taken.rbegin(), taken.rbegin() + static_cast<std::ptrdiff_t>(std::min(taken.size(), limit)),
                          [&](SteadyTime one) { return now - one < 1s; }));
        if (in_second < limit) {
            taken.push_back(now);
            pacing.came_through(CallKind::create, now);
        } else {
            ++refusals;
            pacing.throttled(CallKind::create, now, now, std::nullopt, 0);
        }
    }
}

}  // namespace

TEST_CASE("no second holds more starts than the ceiling, and a greedy caller gets all of it") {
    for (const double ceiling : {1.0, 3.0, 40.0, 100.0, 300.0, 999.0, 1000.0, 5000.0}) {
        for (const auto lateness : {0us, 900us, 9000us}) {
            CAPTURE(ceiling);
            CAPTURE(lateness.count());
            Pacing pacing(ceiling);
            const auto starts = greedy(pacing, 20s, lateness);
            CHECK(static_cast<double>(fullest_second(starts)) <= ceiling);
            CHECK(static_cast<double>(starts.size()) >= 20 * ceiling * 0.96 - 1);
        }
    }
}

TEST_CASE("time that was not used is not made up for") {
    Pacing pacing(40);
    greedy(pacing, 1s);
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
        pacing.came_through(CallKind::create, start + 1s);
        CHECK(pacing.earliest(CallKind::create) >= start + 50ms + 7s);
    }
}

TEST_CASE("without a named time the back-off doubles, with jitter in its upper half") {
    Pacing pacing(100);
    SteadyTime now = start;
    for (const Millis most : {Millis{500}, 1000ms, 2000ms, 4000ms, 8000ms, 16000ms, 30000ms, 30000ms}) {
        CAPTURE(most.count());
        pacing.throttled(CallKind::read, now, now, std::nullopt, 0);
        CHECK(pacing.earliest(CallKind::read) >= now + most / 2);
        CHECK(pacing.earliest(CallKind::read) <= now + most + 5s);
        now = pacing.earliest(CallKind::read);
    }
    Pacing other(100);
    other.throttled(CallKind::read, start, start, std::nullopt, 250);
    CHECK(other.earliest(CallKind::read) == start + 500ms);
}

TEST_CASE("throttled calls that were under way together are one cut") {
    Pacing pacing(90);
    for (int call = 0; call < 30; ++call)
        pacing.throttled(CallKind::create, start + Millis{call}, start + 100ms + Millis{call}, std::nullopt, 0);
    CHECK(pacing.rate(CallKind::create) == doctest::Approx(60));
    CHECK(pacing.rate(CallKind::read) == doctest::Approx(90));
    pacing.throttled(CallKind::create, start + 1s, start + 1s, std::nullopt, 0);
    CHECK(pacing.rate(CallKind::create) == doctest::Approx(40));
}

TEST_CASE("throttling never cuts below one call in five seconds, and calls that come through win the ceiling back") {
    Pacing pacing(100);
    SteadyTime now = start;
    for (int cut = 0; cut < 50; ++cut) {
        pacing.throttled(CallKind::create, now, now, 1ms, 0);
        now += 1s;
    }
    CHECK(pacing.rate(CallKind::create) == doctest::Approx(0.2));
    double before = pacing.rate(CallKind::create);
    for (int second = 0; second < 34; ++second) {
        now += 1s;
        pacing.came_through(CallKind::create, now);
        CHECK(pacing.rate(CallKind::create) >= before);
        before = pacing.rate(CallKind::create);
    }
    CHECK(pacing.rate(CallKind::create) == doctest::Approx(100));
}

TEST_CASE("a limit below the ceiling is found and used") {
    Pacing pacing(100);
    std::size_t refusals = 0;
    const auto taken = against_limit(pacing, 30, 300s, refusals);
    CHECK(taken.size() > 300 * 30 * 6 / 10);
    CHECK(refusals < taken.size() / 20);
}

TEST_CASE("a ceiling that is changed counts from then on") {
    Pacing pacing(100);
    greedy(pacing, 1s);
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
