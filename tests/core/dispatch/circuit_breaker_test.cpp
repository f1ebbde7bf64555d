#include "core/dispatch/circuit_breaker.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <optional>
#include <vector>

using namespace ecdsnap::core;
using namespace std::chrono_literals;
using Change = CircuitBreaker::Change;

namespace {

constexpr SteadyTime start = SteadyTime{} + 1000h;

// Calls of a second each, one after the other.
struct Caller {
    CircuitBreaker breaker;
    SteadyTime now = start;

    Change call(std::optional<ErrorClass> error) {
        now = std::max(now, breaker.earliest());
        const SteadyTime began = now;
        breaker.started(now);
        now += 1s;
        return breaker.ended(error, began, now);
    }
    Change fail(ErrorClass error, std::uint32_t times) {
        Change last = Change::none;
        for (std::uint32_t i = 0; i < times; ++i)
            last = call(error);
        return last;
    }
};

}  // namespace

TEST_CASE("an endpoint that does not answer is left alone after five calls") {
    Caller caller;
    CHECK(caller.fail(ErrorClass::temporary, 4) == Change::none);
    CHECK(caller.call(ErrorClass::ambiguous) == Change::held_back);
    CHECK(caller.breaker.held_for() == ErrorClass::ambiguous);
    CHECK(caller.breaker.earliest() == caller.now + CircuitBreaker::first_pause);
}

TEST_CASE("a call between that comes through begins the count anew, whatever the service refuses it for") {
    for (const auto answer :
         {std::optional<ErrorClass>{}, std::optional{ErrorClass::busy}, std::optional{ErrorClass::gone},
          std::optional{ErrorClass::quota}, std::optional{ErrorClass::bad_request}}) {
        Caller caller;
        caller.fail(ErrorClass::credentials, 4);
        CHECK(caller.call(answer) == Change::none);
        CHECK(caller.fail(ErrorClass::credentials, 4) == Change::none);
        CHECK(!caller.breaker.held_for());
    }
}

TEST_CASE("a key that has been replaced meanwhile counts for nothing, and the next try need not wait") {
    Caller caller;
    CHECK(caller.fail(ErrorClass::stale_key, 100) == Change::none);
    caller.fail(ErrorClass::credentials, 4);
    CHECK(caller.call(ErrorClass::stale_key) == Change::none);
    CHECK(caller.call(ErrorClass::credentials) == Change::held_back);
    CHECK(caller.call(ErrorClass::credentials) == Change::none);
    CHECK(caller.breaker.earliest() > caller.now);
    CHECK(caller.call(ErrorClass::stale_key) == Change::none);
    CHECK(caller.breaker.held_for() == ErrorClass::credentials);
    CHECK(caller.breaker.earliest() == caller.now);
    CHECK(caller.call(std::nullopt) == Change::released);
}

TEST_CASE("a permission may be lacking for some desktops only: twenty in a row") {
    Caller caller;
    CHECK(caller.fail(ErrorClass::permission, 19) == Change::none);
    CHECK(caller.call(ErrorClass::permission) == Change::held_back);
}

TEST_CASE("tries are made at growing distances, at most a minute") {
    Caller caller;
    caller.fail(ErrorClass::credentials, 5);
    std::vector<Millis> pauses;
    for (int i = 0; i < 8; ++i) {
        const SteadyTime before = caller.now;
        caller.call(ErrorClass::credentials);
        pauses.push_back(std::chrono::duration_cast<Millis>(caller.now - 1s - before));
    }
    CHECK(pauses == std::vector<Millis>{2s, 3s, 7s, 15s, 31s, 59s, 59s, 59s});  // less the second of the call itself
}

TEST_CASE("the first try that comes through lets all go on") {
    Caller caller;
    caller.fail(ErrorClass::temporary, 9);
    CHECK(caller.call(std::nullopt) == Change::released);
    CHECK(!caller.breaker.held_for());
    CHECK(caller.breaker.earliest() <= caller.now);
    CHECK(caller.fail(ErrorClass::temporary, 4) == Change::none);
}

TEST_CASE("what was under way when it began or ended tells nothing new") {
    Caller caller;
    const SteadyTime early = caller.now;
    caller.fail(ErrorClass::temporary, 5);
    CHECK(caller.breaker.ended(std::nullopt, early, caller.now) == Change::none);
    CHECK(caller.breaker.held_for());
    const SteadyTime held = caller.now;
    CHECK(caller.call(std::nullopt) == Change::released);
    for (int i = 0; i < 9; ++i)
        CHECK(caller.breaker.ended(ErrorClass::temporary, held, caller.now) == Change::none);
}

TEST_CASE("being throttled shows that somebody answers, not that the key is right") {
    Caller down;
    down.fail(ErrorClass::temporary, 5);
    CHECK(down.call(ErrorClass::throttled) == Change::released);
    Caller refused;
    refused.fail(ErrorClass::credentials, 5);
    CHECK(refused.call(ErrorClass::throttled) == Change::none);
    CHECK(refused.breaker.held_for() == ErrorClass::credentials);
}

TEST_CASE("a cause may change while calls are held back") {
    Caller caller;
    caller.fail(ErrorClass::temporary, 5);
    CHECK(caller.call(ErrorClass::credentials) == Change::none);
    CHECK(caller.breaker.held_for() == ErrorClass::credentials);
}

TEST_CASE("what fails on this side says nothing of the site") {
    Caller caller;
    CHECK(caller.fail(ErrorClass::local, 50) == Change::none);
    caller.fail(ErrorClass::temporary, 5);
    CHECK(caller.call(ErrorClass::local) == Change::none);
    CHECK(caller.breaker.held_for());
}
