#include "core/notify/recent_slots.hpp"

#include <doctest/doctest.h>

using namespace ecdsnap::core;

namespace {

Event opened(const std::string& policy, const std::string& slot) {
    return {EventId::slot_opened, "opened", {{"policy", policy}, {"slot", slot}}};
}

}  // namespace

TEST_CASE("the last slots stay, in the order of time and not of events") {
    RecentSlots recent(2);
    for (const char* slot : {"2026-11-03T00:00:00Z", "2026-11-01T00:00:00Z", "2026-11-02T00:00:00Z"})
        recent.note(opened("a", slot));
    std::set<std::string> slots{"2026-11-01T00:00:00Z", "2026-11-02T00:00:00Z", "2026-11-03T00:00:00Z"};
    recent.keep_recent("a", slots);
    CHECK(slots == std::set<std::string>{"2026-11-02T00:00:00Z", "2026-11-03T00:00:00Z"});
}

TEST_CASE("with fewer slots than are kept nothing is old, nor of a policy that is not known") {
    RecentSlots recent(2);
    recent.note(opened("a", "2026-11-03T00:00:00Z"));
    std::set<std::string> slots{"2026-11-01T00:00:00Z"};
    recent.keep_recent("a", slots);
    recent.keep_recent("b", slots);
    CHECK(slots.size() == 1);
}

TEST_CASE("events without a policy or a slot are no slots") {
    RecentSlots recent(1);
    recent.note(opened("", "2026-11-03T00:00:00Z"));
    recent.note(opened("a", ""));
    std::set<std::string> slots{"2026-11-01T00:00:00Z"};
    recent.keep_recent("a", slots);
    CHECK(slots.size() == 1);
}

TEST_CASE("the policies are bounded: the one whose last slot is the oldest goes") {
    RecentSlots recent(1);
    recent.note(opened("old", "2026-11-01T00:00:00Z"));
    recent.note(opened("young", "2026-11-03T00:00:00Z"));
    for (std::size_t i = 0; i < RecentSlots::most_policies; ++i)
        recent.note(opened("p" + std::to_string(i), "2026-11-02T00:00:00Z"));
    const auto left_of = [&](const char* policy) {
        std::set<std::string> slots{"2026-10-01T00:00:00Z"};
        recent.keep_recent(policy, slots);
        return slots.size();
    };
    CHECK(left_of("young") == 0);
    CHECK(left_of("old") == 1);  // it is not known any more
}
