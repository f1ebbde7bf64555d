#include "core/schedule/missed_slots.hpp"

#include "core/schedule/schedule_times.hpp"

#include <doctest/doctest.h>

namespace ecdsnap::tests {
namespace {

TEST_CASE("nothing is missed between two slots") {
    const auto missed = core::missed_slots(cron("0 2 * * *"), zone("UTC"), utc("2026-01-01T02:00:00Z"),
                                           utc("2026-01-02T01:59:59Z"), 10);
    CHECK_FALSE(missed.latest);
    CHECK(missed.older.empty());
    CHECK(missed.dropped == 0);
}

TEST_CASE("the begin is exclusive, the end inclusive") {
    const auto missed = core::missed_slots(cron("0 2 * * *"), zone("UTC"), utc("2026-01-01T02:00:00Z"),
                                           utc("2026-01-03T02:00:00Z"), 10);
    REQUIRE(missed.latest);
    CHECK(core::utc_text(*missed.latest) == "2026-01-03T02:00:00Z");
    REQUIRE(missed.older.size() == 1);
    CHECK(core::utc_text(missed.older[0]) == "2026-01-02T02:00:00Z");
    CHECK(missed.dropped == 0);
    CHECK(missed.dropped_is_exact);
}

TEST_CASE("keeps the newest ones in order and counts the others") {
    const auto missed = core::missed_slots(cron("0 * * * *"), zone("Europe/Berlin"), utc("2026-01-01T00:00:00Z"),
                                           utc("2026-01-02T00:30:00Z"), 3);
    CHECK(core::utc_text(*missed.latest) == "2026-01-02T00:00:00Z");
    REQUIRE(missed.older.size() == 3);
    CHECK(core::utc_text(missed.older[0]) == "2026-01-01T21:00:00Z");
    CHECK(core::utc_text(missed.older[2]) == "2026-01-01T23:00:00Z");
    CHECK(missed.dropped == 20);
    CHECK(missed.dropped_is_exact);
}

TEST_CASE("a cap of zero keeps only the latest") {
    const auto missed =
        core::missed_slots(cron("0 * * * *"), zone("UTC"), utc("2026-01-01T00:00:00Z"), utc("2026-01-01T05:30:00Z"), 0);
    CHECK(core::utc_text(*missed.latest) == "2026-01-01T05:00:00Z");
    CHECK(missed.older.empty());
    CHECK(missed.dropped == 4);
}

TEST_CASE("ten years of every minute stay bounded") {
    const auto missed = core::missed_slots(cron("* * * * *"), zone("America/New_York"), utc("2016-01-01T00:00:00Z"),
                                           utc("2026-01-01T00:00:30Z"), 100);
    CHECK(core::utc_text(*missed.latest) == "2026-01-01T00:00:00Z");
    REQUIRE(missed.older.size() == 100);
    CHECK(core::utc_text(missed.older.back()) == "2025-12-31T23:59:00Z");
    CHECK(core::utc_text(missed.older.front()) == "2025-12-31T22:20:00Z");
    CHECK(missed.dropped == core::most_counted_slots);
    CHECK_FALSE(missed.dropped_is_exact);
}

TEST_CASE("exactly as many as are counted") {
    const auto begin = utc("2026-01-01T00:00:00Z");
    const auto count = static_cast<int>(core::most_counted_slots) + 1;  // the latest is not among the dropped
    const auto missed =
        core::missed_slots(cron("* * * * *"), zone("UTC"), begin, begin + std::chrono::minutes{count}, 0);
    CHECK(missed.dropped == core::most_counted_slots);
    CHECK(missed.dropped_is_exact);
}

TEST_CASE("an end before the begin is nothing missed: the clock went back") {
    const auto missed = core::missed_slots(cron("* * * * *"), zone("UTC"), utc("2026-01-02T00:00:00Z"),
                                           utc("2026-01-01T00:00:00Z"), 10);
    CHECK_FALSE(missed.latest);
}

}  // namespace
}  // namespace ecdsnap::tests
