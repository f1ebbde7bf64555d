#include "core/schedule/offset_table.hpp"

#include "core/schedule/recurrence.hpp"
#include "core/schedule/schedule_times.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <random>

namespace ecdsnap::tests {
namespace {

using std::chrono::seconds;
using std::chrono::sys_seconds;

bool same(const core::OffsetSegment& one, const core::OffsetSegment& other) {
    return one.begin == other.begin && one.end == other.end && one.offset == other.offset &&
           one.offset_before == other.offset_before;
}

// 1950 to 2150.
sys_seconds random_instant(std::mt19937_64& random) {
    return utc("1970-01-01T00:00:00Z") + seconds{random() % (200ull * 365 * 86'400)} -
           std::chrono::hours{24 * 365 * 20};
}

TEST_CASE("a table has the segments of its zone, in every zone and from 2000 to 2060 all of them") {
    std::mt19937_64 random(20261125);
    std::string differences;
    for (const auto& name : adapters::time_zone_names()) {
        const auto in = zone(name);
        const core::OffsetTable table(in);
        for (int i = 0; i < 50; ++i) {
            const sys_seconds t = random_instant(random);
            const auto* const found = table.find(t);
            const bool inside = t >= utc("2000-01-01T00:00:00Z") && t < utc("2060-01-01T00:00:00Z");
            if (found == nullptr ? inside : !same(*found, core::segment_at(in, t)))
                differences += fmt::format("{} {}\n", name, core::utc_text(t));
        }
        for (const auto t : {core::first_instant - seconds{1}, core::last_instant, sys_seconds::min()})
            if (table.find(t) != nullptr) differences += fmt::format("{} {}\n", name, t.time_since_epoch().count());
    }
    CHECK(differences == "");
}

TEST_CASE("a recurrence, which has a table, answers as next_slot and previous_slot do") {
    std::mt19937_64 random(20261125);
    const char* const texts[] = {"0 2 * * *",    "*/20 1-3 * * *", "30 2 * * 1-5",
                                 "0 3 1,15 * *", "0 0 29 2 *",     "30 1 * * 5L"};
    const char* const zones[] = {"Europe/Berlin", "Australia/Lord_Howe", "Asia/Shanghai", "Pacific/Apia"};
    for (int i = 0; i < 2'000; ++i) {
        const char* const text = texts[random() % 6];
        const char* const name = zones[random() % 4];
        const auto recurrence = core::cron_recurrence(cron(text), text, zone(name), name);
        const sys_seconds t = random_instant(random);
        CAPTURE(recurrence.text);
        CAPTURE(core::utc_text(t));
        CHECK(recurrence.next(t) == core::next_slot(cron(text), zone(name), t));
        CHECK(recurrence.previous(t) == core::previous_slot(cron(text), zone(name), t));
        core::RecurrenceCursor cursor(recurrence);
        CHECK(cursor.next(t) == recurrence.next(t));
        CHECK(cursor.previous(t) == recurrence.previous(t));
    }
}

}  // namespace
}  // namespace ecdsnap::tests
