// Several schedules as one: which instants are due, and that every way of asking says the same.
#include "core/schedule/timetable.hpp"

#include "core/schedule/schedule_times.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <random>
#include <set>

namespace ecdsnap::tests {
namespace {

using core::FixedGrid;
using core::Recurrence;
using core::Timetable;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using std::chrono::sys_seconds;

Recurrence in_zone(std::string_view text, std::string_view name) {
    return core::cron_recurrence(cron(text), text, zone(name), name);
}

Recurrence grid(seconds every, std::string_view anchor = "1970-01-01T00:00:00Z") {
    return core::grid_recurrence(FixedGrid{every, utc(anchor)}, absl::UTCTimeZone());
}

std::string next_ones(const Timetable& timetable, std::string_view from, int count) {
    std::string texts;
    sys_seconds t = utc(from);
    for (int i = 0; i < count; ++i) {
        const auto slot = timetable.next(t);
        if (!slot) return texts + "never";
        texts += core::utc_text(*slot).substr(0, 16) + " ";
        t = *slot;
    }
    return texts;
}

TEST_CASE("a fixed grid is elapsed time from its anchor, in both directions") {
    struct Row {
        const char* why;
        seconds every;
        const char* anchor;
        const char* from;
        const char* next;
        const char* previous;  // of `from` itself
    };
    const Row rows[] = {
        {"from the epoch", hours{6}, "1970-01-01T00:00:00Z", "2026-03-01T05:59:59Z", "2026-03-01T06:00:00Z",
         "2026-03-01T00:00:00Z"},
        {"strictly after", hours{6}, "1970-01-01T00:00:00Z", "2026-03-01T06:00:00Z", "2026-03-01T12:00:00Z",
         "2026-03-01T06:00:00Z"},
        {"an anchor of its own", hours{6}, "2026-01-01T01:30:00Z", "2026-03-01T00:00:00Z", "2026-03-01T01:30:00Z",
         "2026-02-28T19:30:00Z"},
        {"before its anchor", hours{7}, "2026-01-01T00:00:00Z", "2025-12-31T16:59:59Z", "2025-12-31T17:00:00Z",
         "2025-12-31T10:00:00Z"},
        {"on its anchor", hours{7}, "2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z", "2026-01-01T07:00:00Z",
         "2026-01-01T00:00:00Z"},
        {"steps that no day is a multiple of", minutes{90}, "1970-01-01T00:00:00Z", "2026-03-29T01:29:59Z",
         "2026-03-29T01:30:00Z", "2026-03-29T00:00:00Z"},
        {"an anchor in the future", hours{24}, "2099-06-01T05:00:00Z", "2026-03-29T05:00:00Z", "2026-03-30T05:00:00Z",
         "2026-03-29T05:00:00Z"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.why);
        const FixedGrid steps{row.every, utc(row.anchor)};
        CHECK(core::utc_text(steps.next(utc(row.from)).value()) == row.next);
        CHECK(core::utc_text(steps.previous(utc(row.from)).value()) == row.previous);
    }
}

TEST_CASE("a fixed grid ends where schedules end") {
    const FixedGrid daily{hours{24}, {}};
    CHECK(daily.next(sys_seconds::min()) == core::first_instant);
    CHECK(daily.previous(sys_seconds::max()) == core::last_instant - hours{24});
    CHECK_FALSE(daily.next(core::last_instant - hours{1}));
    CHECK_FALSE(daily.next(sys_seconds::max()));
    CHECK_FALSE(daily.previous(core::first_instant - seconds{1}));
}

TEST_CASE("no clock change moves a grid") {
    const Timetable timetable({grid(hours{6}, "2026-03-28T23:30:00Z")});
    CHECK(next_ones(timetable, "2026-03-28T23:00:00Z", 3) == "2026-03-28T23:30 2026-03-29T05:30 2026-03-29T11:30 ");
}

TEST_CASE("several schedules are due together, once where they meet") {
    const Timetable timetable({in_zone("0 2 * * *", "Asia/Shanghai"), in_zone("0 */12 * * *", "UTC"), grid(hours{18})});
    CHECK(next_ones(timetable, "2026-11-24T00:00:00Z", 7) ==
          "2026-11-24T12:00 2026-11-24T18:00 2026-11-25T00:00 2026-11-25T12:00 2026-11-25T18:00 2026-11-26T00:00 "
          "2026-11-26T06:00 ");
    CHECK(next_ones(Timetable{}, "2026-11-24T00:00:00Z", 1) == "never");
}

TEST_CASE("each schedule keeps its own zone over a clock change") {
    const Timetable timetable({in_zone("30 2 * * *", "Europe/Berlin"), in_zone("30 2 * * *", "America/New_York")});
    CHECK(next_ones(timetable, "2026-03-07T12:00:00Z", 4) ==
          "2026-03-08T01:30 2026-03-08T07:00 2026-03-09T01:30 2026-03-09T06:30 ");  // New York skips 02:30 on the 8th
}

TEST_CASE("a timetable is its instants, not its words") {
    CHECK(Timetable({in_zone("0 2 * * *", "UTC")}) == Timetable({in_zone("00 02 * * *", "UTC")}));
    CHECK(Timetable({in_zone("0 2 * * *", "UTC")}) != Timetable({in_zone("0 2 * * *", "Asia/Shanghai")}));
    CHECK(Timetable({grid(hours{6})}) == Timetable({grid(hours{6}, "2026-01-01T06:00:00Z")}));
    CHECK(Timetable({grid(hours{6})}) != Timetable({grid(hours{6}, "2026-01-01T05:00:00Z")}));
    CHECK(Timetable({grid(hours{6})}) != Timetable({in_zone("0 */6 * * *", "UTC")}));
    CHECK(Timetable({in_zone("0 2 * * *", "Asia/Shanghai"), grid(hours{6}), grid(hours{7}, "2026-01-01T05:00:00Z")})
              .text() == "0 2 * * * Asia/Shanghai; every 6h; every 7h from 2026-01-01T05:00:00Z");
    const auto quartz = cron("0 0 2 ? * 2-6", core::CronDialect::quartz);
    CHECK(core::cron_recurrence(quartz, "0 0 2 ? * 2-6", zone("UTC"), "UTC").text == "0 0 2 ? * 2-6 UTC (quartz)");
}

TEST_CASE("missed slots of several schedules: the newest in order, the others counted") {
    const Timetable timetable({in_zone("0 * * * *", "UTC"), in_zone("0,30 * * * *", "UTC")});
    const auto missed = timetable.missed(utc("2026-01-01T00:00:00Z"), utc("2026-01-01T05:10:00Z"), 3);
    CHECK(core::utc_text(missed.latest.value()) == "2026-01-01T05:00:00Z");
    REQUIRE(missed.older.size() == 3);
    CHECK(core::utc_text(missed.older.front()) == "2026-01-01T03:30:00Z");
    CHECK(core::utc_text(missed.older.back()) == "2026-01-01T04:30:00Z");
    CHECK(missed.dropped == 6);
    CHECK(missed.dropped_is_exact);
}

TEST_CASE("missed slots of ten years of two schedules stay bounded") {
    const Timetable timetable({in_zone("* * * * *", "America/New_York"), grid(minutes{1}, "2000-01-01T00:00:30Z")});
    const auto missed = timetable.missed(utc("2016-01-01T00:00:00Z"), utc("2026-01-01T00:00:00Z"), 100);
    CHECK(core::utc_text(missed.latest.value()) == "2026-01-01T00:00:00Z");
    REQUIRE(missed.older.size() == 100);
    CHECK(core::utc_text(missed.older.front()) == "2025-12-31T23:10:00Z");
    CHECK(missed.dropped == core::most_counted_slots);
    CHECK_FALSE(missed.dropped_is_exact);
}

TEST_CASE("one schedule's missed slots are those of missed_slots()") {
    for (const char* text : {"0 2 * * *", "*/7 * * * *", "0 0 29 2 *", "30 2 * * 5L"}) {
        CAPTURE(text);
        const auto begin = utc("2025-06-01T00:00:00Z");
        const auto end = utc("2026-06-01T00:00:00Z");
        const auto alone = core::missed_slots(cron(text), zone("Europe/Berlin"), begin, end, 50);
        const auto missed = Timetable({in_zone(text, "Europe/Berlin")}).missed(begin, end, 50);
        CHECK(missed.latest == alone.latest);
        CHECK(missed.older == alone.older);
        CHECK(missed.dropped == alone.dropped);
        CHECK(missed.dropped_is_exact == alone.dropped_is_exact);
    }
}

TEST_CASE("whatever the schedules: next goes up, and missed agrees with it") {
    std::mt19937_64 random(20261125);
    const char* const crons[] = {"0 2 * * *", "*/20 1-3 * * *", "15 * * * *", "0 3 1,15 * *", "30 2 * * mon"};
    const char* const zones[] = {"UTC", "Europe/Berlin", "Australia/Lord_Howe", "America/New_York"};
    for (int round = 0; round < 200; ++round) {
        std::vector<Recurrence> recurrences;
        for (std::size_t i = 0; i <= random() % 3; ++i)
            recurrences.push_back(random() % 3 == 0 ? grid(minutes{7 + static_cast<int>(random() % 1000)})
                                                    : in_zone(crons[random() % 5], zones[random() % 4]));
        const Timetable timetable(recurrences);
        CAPTURE(timetable.text());
        const sys_seconds begin = utc("2026-01-01T00:00:00Z") + seconds{static_cast<int>(random() % (360 * 86400))};
        const sys_seconds end = begin + hours{96};
        std::set<sys_seconds> due;  // of each one alone
        for (const Recurrence& recurrence : recurrences)
            for (auto t = recurrence.next(begin); t && *t <= end; t = recurrence.next(*t))
                due.insert(*t);
        std::vector<sys_seconds> walked;
        for (auto t = timetable.next(begin); t && *t <= end; t = timetable.next(*t)) {
            REQUIRE((walked.empty() || *t > walked.back()));
            walked.push_back(*t);
        }
        CHECK(walked == std::vector<sys_seconds>(due.begin(), due.end()));
        auto missed = timetable.missed(begin, end, 10'000);
        if (missed.latest) missed.older.push_back(*missed.latest);
        CHECK(missed.older == walked);
    }
}

}  // namespace
}  // namespace ecdsnap::tests
