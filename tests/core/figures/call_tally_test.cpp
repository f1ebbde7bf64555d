#include "core/figures/call_tally.hpp"

#include "core/figures/commit_tally.hpp"

#include <doctest/doctest.h>

using namespace ecdsnap;
using namespace std::chrono_literals;

TEST_CASE("calls are counted by action and by what their answer means") {
    core::CallTally tally;
    tally.ended(core::CallAction::create_snapshot, std::nullopt, 80ms);
    tally.ended(core::CallAction::create_snapshot, core::ErrorClass::throttled, 20ms);
    tally.ended(core::CallAction::create_snapshot, core::ErrorClass::permission, 20ms);
    tally.ended(core::CallAction::create_snapshot, core::ErrorClass::ambiguous, 60s);
    using enum core::CallResult;
    for (const auto result : {good, throttled, refused, lost})
        CHECK(tally.count(core::CallAction::create_snapshot, result) == 1);
    CHECK(tally.count(core::CallAction::create_snapshot) == 4);
    CHECK(tally.count(core::CallAction::describe_desktops) == 0);
    const auto& seconds = tally.seconds(core::CallAction::create_snapshot);
    CHECK(seconds.count() == 4);
    CHECK(seconds.counts().front() == 2);  // up to 50 ms
    CHECK(seconds.counts().back() == 1);   // above all bounds
    CHECK(seconds.sum() == doctest::Approx(60.12));
}

TEST_CASE("a measure on a bound belongs below it, and histograms add up") {
    core::CommitTally one;
    one.ended(true, 1ms);
    core::CommitTally other;
    other.ended(false, 2ms);
    core::Histogram both = one.seconds();
    both.merge(other.seconds());
    CHECK(one.seconds().counts()[0] == 1);
    CHECK(both.counts()[1] == 1);
    CHECK(both.count() == 2);
    CHECK(both.sum() == doctest::Approx(0.003));
    CHECK(one.failed() == 0);
    CHECK(other.failed() == 1);
}
