#include "core/task/retry_delay.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>

using namespace ecdsnap::core;
using namespace std::chrono_literals;

namespace {

constexpr auto lowest = std::uint64_t{0};

// The random number that gives the longest delay of a span of d/2.
std::uint64_t highest(Millis delay) {
    return static_cast<std::uint64_t>((delay - delay / 2).count());
}

RetryRules rules(Millis first, Millis most) {
    RetryRules rules;
    rules.first = first;
    rules.most = most;
    return rules;
}

}  // namespace

TEST_CASE("delays double from the first to the longest") {
    const auto by_default = rules(30s, 10min);
    const Millis wanted[] = {30s, 60s, 120s, 240s, 480s, 600s, 600s};
    for (std::uint32_t refusals = 1; refusals <= std::size(wanted); ++refusals) {
        CAPTURE(refusals);
        const Millis delay = wanted[refusals - 1];
        CHECK(retry_delay(by_default, refusals, lowest) == delay / 2);
        CHECK(retry_delay(by_default, refusals, highest(delay)) == delay);
    }
}

TEST_CASE("a delay lies in its upper half, whatever the random number") {
    std::uint64_t random = 1;
    for (std::uint32_t i = 0; i < 1000; ++i) {
        random = random * 6364136223846793005U + 1442695040888963407U;
        const Millis delay = retry_delay(rules(1s, 1min), 3, random);
        CHECK(delay >= 2s);
        CHECK(delay <= 4s);
    }
    CHECK(retry_delay(rules(1s, 1min), 3, std::numeric_limits<std::uint64_t>::max()) >= 2s);
}

TEST_CASE("no number of refusals overflows") {
    CHECK(retry_delay(rules(30s, 10min), std::numeric_limits<std::uint32_t>::max(), lowest) == 5min);
    CHECK(retry_delay(rules(1ms, 1ms), 7, 1) == 1ms);
    CHECK(retry_delay(rules(720h, 720h), 50, lowest) == 360h);
}
