#include "core/forecast/plan_warning.hpp"

#include "core/forecast/forecast_stage.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace ecdsnap;
using namespace std::chrono_literals;
using tests::Ahead;

namespace {

using Kind = core::PlanWarningKind;

// The sentences of one kind.
std::vector<std::string> said(const Ahead& ahead, Kind kind) {
    std::vector<std::string> sentences;
    for (const auto& warning : core::warnings_of(ahead.policies, ahead.fleet, ahead.reach, ahead.forecast))
        if (warning.kind == kind) sentences.push_back(warning.sentence);
    return sentences;
}

using Said = std::vector<std::string>;

}  // namespace

TEST_CASE("a policy that covers nothing is told, and whether something is left out of it") {
    core::CoverageRules rules;
    rules.exclude = core::select_names({"win-0"});
    const Ahead ahead({tests::policy("nightly", "0 8 * * *"), tests::policy("macs", "0 9 * * *", "mac-*"),
                       tests::policy("first", "0 10 * * *", "win-0")},
                      {tests::site("cn-hangzhou", 3)}, rules);
    CHECK(said(ahead, Kind::matches_nothing) ==
          Said{"policy macs covers none of 3 desktops; `ecdsnap explain DESKTOP` says by which condition",
               "policy first covers none of 3 desktops: 1 desktop that it selects is left out by `exclude` or a tag"});
}

TEST_CASE("two policies over the same disks at nearly the same time") {
    auto data_only = tests::policy("data", "10 8 * * *");
    data_only.disks = {false, true};
    const Ahead ahead({tests::policy("nightly", "0 8 * * *"), data_only, tests::policy("late", "0 9 * * *")},
                      {tests::site("cn-hangzhou", 5, 2)});
    CHECK(
        said(ahead, Kind::same_disks) ==
        Said{"policies nightly and data both cover 2 disks, and 7 slots of the one are less than 30m apart, the first "
             "at 2026-12-01 08:00 UTC and 2026-12-01 08:10 UTC: the disk gets two snapshots, and the second one waits "
             "for the first"});
    const Ahead apart({tests::policy("some", "0 8 * * *", "win-0"), tests::policy("others", "0 8 * * *", "win-1")},
                      {tests::site("cn-hangzhou", 5)});
    CHECK(said(apart, Kind::same_disks).empty());
}

TEST_CASE("a window that is too short for the fleet at the site's rate") {
    auto nightly = tests::policy("nightly", "0 8 * * *");
    nightly.rules.window = 10min;
    auto site = tests::site("cn-hangzhou", 1'000);
    site.limits = {1, 32};
    const Ahead ahead({nightly}, {site});
    CHECK(said(ahead, Kind::window_too_short) ==
          Said{"policy nightly: 419 of 1000 disks at main/cn-hangzhou do not fit its window of 10m at 0.9667 calls a "
               "second (slot of 2026-12-01 08:00 UTC; 7 of 7 slots are too full); it takes a window of 18m or 2 calls "
               "a second"});
    site.limits = {2, 32};
    const Ahead beside({nightly, tests::policy("other", "0 8 * * *")}, {site});
    CHECK(said(beside, Kind::window_too_short).empty());  // the shorter window goes first
}

TEST_CASE("a window that is long enough alone, and too short beside another policy") {
    auto one = tests::policy("one", "0 8 * * *");
    auto other = tests::policy("other", "0 8 * * *");
    one.rules.window = 15min;
    other.rules.window = 16min;
    auto site = tests::site("cn-hangzhou", 1'000);
    site.limits = {2, 32};
    const Ahead ahead({one, other}, {site});
    const auto sentences = said(ahead, Kind::window_too_short);
    REQUIRE(sentences.size() == 1);
    CHECK(sentences[0].find("policy other: ") == 0);
    CHECK(sentences[0].find("; other policies need the rate at the same time; move one of them") != std::string::npos);
}

TEST_CASE("a policy over more desktops than its approve_above says so, unless it only observes") {
    auto nightly = tests::policy("nightly", "0 8 * * *");
    nightly.approve_above = 4;
    auto small = tests::policy("small", "0 8 * * *", "win-1");
    small.approve_above = 4;
    auto observes = tests::policy("observes", "0 8 * * *");
    observes.approve_above = 0;
    observes.mode = core::Mode::observe;
    const Ahead ahead({nightly, small, observes, tests::policy("free", "0 8 * * *")}, {tests::site("cn-hangzhou", 5)});
    CHECK(said(ahead, Kind::needs_approval) ==
          Said{"policy nightly covers 5 desktops, more than the 4 of its approve_above: its slots wait for `ecdsnap "
               "approve nightly`, unless so many have been approved"});
}

TEST_CASE("slots inside the service's own snapshot hours") {
    const Ahead ahead({tests::policy("night", "0 18 * * *"), tests::policy("day", "0 8 * * *"),
                       tests::policy("macs", "0 18 * * *", "mac-*")},
                      {tests::site("cn-hangzhou", 5)});
    CHECK(
        said(ahead, Kind::service_hours) ==
        Said{"policy night: 7 of 7 slots are between 22:00 and 06:00 UTC+8 (the first 2026-12-01 18:00 UTC), when the "
             "service makes snapshots of its own; a disk has one at a time, so that some of 5 disks may have to wait "
             "inside the window of 3h"});
    CHECK(core::in_service_hours(tests::at("2026-12-01T14:00:00Z")));
    CHECK_FALSE(core::in_service_hours(tests::at("2026-12-01T13:59:59Z")));
    CHECK(core::in_service_hours(tests::at("2026-12-01T21:59:59Z")));
    CHECK_FALSE(core::in_service_hours(tests::at("2026-12-01T22:00:00Z")));
}
