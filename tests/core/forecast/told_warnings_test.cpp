#include "core/forecast/told_warnings.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

using namespace ecdsnap::core;
using Kind = PlanWarningKind;

namespace {

PlanWarning warning(Kind kind, const std::string& policy, std::uint64_t disks) {
    PlanWarning made;
    made.kind = kind;
    made.policy = policy;
    made.disks = disks;
    made.sentence = fmt::format("policy {}: {} disks", policy, disks);
    return made;
}

std::size_t told(ToldWarnings& warnings, const std::vector<PlanWarning>& now) {
    return warnings.news(now).size();
}

}  // namespace

TEST_CASE("a warning is told once, again when it is another matter, and when it comes back") {
    ToldWarnings warnings;
    const auto first = warning(Kind::window_too_short, "nightly", 1000);
    CHECK(told(warnings, {first}) == 1);
    CHECK(told(warnings, {first}) == 0);
    CHECK(told(warnings, {warning(Kind::window_too_short, "nightly", 1100)}) == 0);  // a tenth
    CHECK(told(warnings, {warning(Kind::window_too_short, "nightly", 1101)}) == 1);  // more since it was told
    CHECK(told(warnings, {warning(Kind::window_too_short, "nightly", 990)}) == 1);
    CHECK(told(warnings, {warning(Kind::matches_nothing, "nightly", 0)}) == 1);
    CHECK(told(warnings, {first}) == 1);
    CHECK(told(warnings, {}) == 0);
    CHECK(told(warnings, {first}) == 1);
}

TEST_CASE("the service's hours are told once for each policy in a start") {
    ToldWarnings warnings;
    CHECK(told(warnings, {warning(Kind::service_hours, "nightly", 100)}) == 1);
    CHECK(told(warnings, {}) == 0);
    CHECK(told(warnings, {warning(Kind::service_hours, "nightly", 900)}) == 0);
    CHECK(told(warnings, {warning(Kind::service_hours, "nightly", 900), warning(Kind::service_hours, "other", 1)}) ==
          1);
}

TEST_CASE("a few warnings of a kind are told singly, many as a number with names; the hours of all in one, as info") {
    std::vector<PlanWarning> warnings;
    for (int number = 0; number < 20; ++number)
        warnings.push_back(warning(Kind::matches_nothing, fmt::format("p{}", number), 0));
    for (int number = 0; number < 4; ++number)
        warnings.push_back(warning(Kind::window_too_short, fmt::format("w{}", number), 5));
    warnings.push_back(warning(Kind::service_hours, "a", 1));
    warnings.push_back(warning(Kind::service_hours, "b", 1));
    const auto events = warning_events(warnings);
    REQUIRE(events.size() == 4 + 4 + 1);
    CHECK(events[0].message == "policy p0: 0 disks");
    CHECK(events[3].message ==
          "17 more policies cover no disk (p3, p4, p5, p6, p7, p8, p9, p10, p11, p12 and 7 more); `ecdsnap check "
          "--inventory` tells each");
    CHECK(events[7].message == "policy w3: 5 disks");
    CHECK(events[8].message ==
          "2 policies have slots in the hours of the service's own snapshots (a, b); `ecdsnap check --inventory` tells "
          "each");
    CHECK(event_type(events[8].id).level == EventLevel::info);
    for (const Event& event : events)
        CHECK(check_event(event) == "");
}
