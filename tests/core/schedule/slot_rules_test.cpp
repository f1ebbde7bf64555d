// Which dates and instants are due: the day rule, the letters, and what clock changes do. Named rows, hand-checked.
#include "core/schedule/next_slot.hpp"
#include "core/schedule/schedule_times.hpp"

#include <doctest/doctest.h>

#include <vector>

namespace ecdsnap::tests {
namespace {

using core::CronDialect;

struct Row {
    std::string_view why;
    std::string_view text;
    std::string_view zone;
    std::string_view from;
    std::vector<std::string_view> next;
    CronDialect dialect = CronDialect::cron;
};

void check(const Row& row) {
    CAPTURE(row.why);
    const auto expression = cron(row.text, row.dialect);
    auto t = utc(row.from);
    for (const auto expected : row.next) {
        const auto slot = core::next_slot(expression, zone(row.zone), t);
        REQUIRE(slot);
        CHECK(core::utc_text(*slot) == expected);
        t = *slot;
    }
}

TEST_CASE("day and weekday: Vixie's rule") {
    const char* const from = "2026-01-31T23:59:59Z";  // February 2026 starts on a Sunday
    const Row rows[] = {
        {"both restricted: one is enough",
         "0 0 13 * 1",
         "UTC",
         from,
         {"2026-02-02T00:00:00Z", "2026-02-09T00:00:00Z", "2026-02-13T00:00:00Z", "2026-02-16T00:00:00Z"}},
        {"a star in front of the day: both",
         "0 0 */2 * 1",
         "UTC",
         from,
         {"2026-02-09T00:00:00Z", "2026-02-23T00:00:00Z"}},
        {"a star in front of the weekday: both",
         "0 0 1-7 * */7",
         "UTC",
         from,
         {"2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z", "2026-04-05T00:00:00Z"}},
        {"*,5 starts with a star", "0 0 *,5 * 1", "UTC", from, {"2026-02-02T00:00:00Z", "2026-02-09T00:00:00Z"}},
        {"5,* does not", "0 0 5,* * 1", "UTC", from, {"2026-02-01T00:00:00Z", "2026-02-02T00:00:00Z"}},
        {"1-31 is a restriction", "0 0 1-31 * 1", "UTC", from, {"2026-02-01T00:00:00Z", "2026-02-02T00:00:00Z"}},
        {"an impossible day beside a weekday", "0 0 30 2 1", "UTC", from, {"2026-02-02T00:00:00Z"}},
    };
    for (const auto& row : rows)
        check(row);
}

TEST_CASE("L, W and #") {
    const char* const from = "2026-01-31T23:59:59Z";
    const Row rows[] = {
        {"last day", "0 0 L * *", "UTC", from, {"2026-02-28T00:00:00Z", "2026-03-31T00:00:00Z"}},
        {"last day of a leap February", "0 0 L 2 *", "UTC", "2028-02-01T00:00:00Z", {"2028-02-29T00:00:00Z"}},
        {"two days before the last", "0 0 L-2 * *", "UTC", from, {"2026-02-26T00:00:00Z", "2026-03-29T00:00:00Z"}},
        {"L-30 needs 31 days", "0 0 L-30 * *", "UTC", from, {"2026-03-01T00:00:00Z", "2026-05-01T00:00:00Z"}},
        {"last weekday", "0 0 LW * *", "UTC", from, {"2026-02-27T00:00:00Z", "2026-03-31T00:00:00Z"}},
        {"15th is a Sunday: Monday", "0 0 15W 2,3 *", "UTC", from, {"2026-02-16T00:00:00Z", "2026-03-16T00:00:00Z"}},
        {"14th is a Saturday: Friday", "0 0 14W 2 *", "UTC", from, {"2026-02-13T00:00:00Z"}},
        {"1st is a Saturday: Monday the 3rd", "0 0 1W 8 *", "UTC", from, {"2026-08-03T00:00:00Z"}},
        {"31st is a Sunday: Friday the 29th", "0 0 31W 5 *", "UTC", from, {"2026-05-29T00:00:00Z"}},
        {"31W skips short months", "0 0 31W * *", "UTC", from, {"2026-03-31T00:00:00Z", "2026-05-29T00:00:00Z"}},
        {"31W in Quartz does not",
         "0 0 0 31W * ?",
         "UTC",
         from,
         {"2026-02-27T00:00:00Z", "2026-03-31T00:00:00Z"},
         CronDialect::quartz},
        {"L-2W in Quartz",
         "0 0 0 L-2W * ?",
         "UTC",
         from,
         {"2026-02-26T00:00:00Z", "2026-03-30T00:00:00Z"},
         CronDialect::quartz},
        {"first Monday", "0 0 * * 1#1", "UTC", from, {"2026-02-02T00:00:00Z", "2026-03-02T00:00:00Z"}},
        {"fifth Sunday", "0 0 * * sun#5", "UTC", from, {"2026-03-29T00:00:00Z", "2026-05-31T00:00:00Z"}},
        {"first and third Monday", "0 0 * * 1#1,1#3", "UTC", from, {"2026-02-02T00:00:00Z", "2026-02-16T00:00:00Z"}},
        {"last Friday", "0 0 * * 5L", "UTC", from, {"2026-02-27T00:00:00Z", "2026-03-27T00:00:00Z"}},
        {"Quartz weekdays", "0 0 2 ? * 1-7", "Asia/Shanghai", from, {"2026-02-01T18:00:00Z"}, CronDialect::quartz},
    };
    for (const auto& row : rows)
        check(row);
}

TEST_CASE("a skipped local time runs once, at the first instant after the gap") {
    // Berlin, 29 March 2026: 02:00 CET becomes 03:00 CEST at 01:00Z.
    const char* const from = "2026-03-28T22:30:00Z";
    const Row rows[] = {
        {"a fixed time", "30 2 * * *", "Europe/Berlin", from, {"2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z"}},
        {"two times in the gap",
         "0,30 2 * * *",
         "Europe/Berlin",
         from,
         {"2026-03-29T01:00:00Z", "2026-03-30T00:00:00Z"}},
        {"every half hour of hour 2",
         "*/30 2 * * *",
         "Europe/Berlin",
         from,
         {"2026-03-29T01:00:00Z", "2026-03-30T00:00:00Z"}},
        {"the next time is the instant itself",
         "0 2,3 * * *",
         "Europe/Berlin",
         from,
         {"2026-03-29T01:00:00Z", "2026-03-30T00:00:00Z"}},
        {"every two hours",
         "0 */2 * * *",
         "Europe/Berlin",
         from,
         {"2026-03-28T23:00:00Z", "2026-03-29T01:00:00Z", "2026-03-29T02:00:00Z"}},
        {"every hour adds nothing",
         "15 * * * *",
         "Europe/Berlin",
         "2026-03-29T00:00:00Z",
         {"2026-03-29T00:15:00Z", "2026-03-29T01:15:00Z"}},
        {"every hour, written out, adds nothing",
         "15 0-23 * * *",
         "Europe/Berlin",
         "2026-03-29T00:00:00Z",
         {"2026-03-29T00:15:00Z", "2026-03-29T01:15:00Z"}},
        {"the date has to match as well", "30 2 30 3 *", "Europe/Berlin", from, {"2026-03-30T00:30:00Z"}},
        {"half an hour: Lord Howe",
         "15 2 * * *",
         "Australia/Lord_Howe",
         "2026-10-03T12:00:00Z",
         {"2026-10-03T15:30:00Z"}},
        {"midnight: Beirut", "0 0 * * *", "Asia/Beirut", "2026-03-28T12:00:00Z", {"2026-03-28T22:00:00Z"}},
        {"a whole day: Apia",
         "0 12 * * *",
         "Pacific/Apia",
         "2011-12-29T12:00:00Z",
         {"2011-12-29T22:00:00Z", "2011-12-30T10:00:00Z", "2011-12-30T22:00:00Z"}},
        {"with seconds",
         "30 30 2 * * *",
         "Europe/Berlin",
         from,
         {"2026-03-29T01:00:00Z", "2026-03-30T00:30:30Z"},
         CronDialect::cron_seconds},
    };
    for (const auto& row : rows)
        check(row);
}

TEST_CASE("a repeated local time: once for fixed times, twice for repeating ones") {
    // Berlin, 25 October 2026: 03:00 CEST becomes 02:00 CET at 01:00Z.
    const char* const from = "2026-10-24T23:30:00Z";
    const Row rows[] = {
        {"a fixed time", "30 2 * * *", "Europe/Berlin", from, {"2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"}},
        {"its first instant", "0 2 * * *", "Europe/Berlin", from, {"2026-10-25T00:00:00Z", "2026-10-26T01:00:00Z"}},
        {"right after", "0 3 * * *", "Europe/Berlin", from, {"2026-10-25T02:00:00Z", "2026-10-26T02:00:00Z"}},
        {"a list",
         "0,30 2 * * *",
         "Europe/Berlin",
         from,
         {"2026-10-25T00:00:00Z", "2026-10-25T00:30:00Z", "2026-10-26T01:00:00Z"}},
        {"a range",
         "30 1-3 * * *",
         "Europe/Berlin",
         from,
         {"2026-10-25T00:30:00Z", "2026-10-25T02:30:00Z", "2026-10-26T00:30:00Z"}},
        {"every half hour of hour 2",
         "*/30 2 * * *",
         "Europe/Berlin",
         from,
         {"2026-10-25T00:00:00Z", "2026-10-25T00:30:00Z", "2026-10-25T01:00:00Z", "2026-10-25T01:30:00Z",
          "2026-10-26T01:00:00Z"}},
        {"every hour",
         "15 * * * *",
         "Europe/Berlin",
         from,
         {"2026-10-25T00:15:00Z", "2026-10-25T01:15:00Z", "2026-10-25T02:15:00Z"}},
        {"half an hour: Lord Howe",
         "45 1 * * *",
         "Australia/Lord_Howe",
         "2026-04-04T12:00:00Z",
         {"2026-04-04T14:45:00Z", "2026-04-05T15:15:00Z"}},
        {"over midnight: Havana",
         "30 0 * * *",
         "America/Havana",
         "2026-10-31T12:00:00Z",
         {"2026-11-01T04:30:00Z", "2026-11-02T05:30:00Z"}},
        {"a step in the seconds repeats",
         "*/30 30 2 * * *",
         "Europe/Berlin",
         from,
         {"2026-10-25T00:30:00Z", "2026-10-25T00:30:30Z", "2026-10-25T01:30:00Z"},
         CronDialect::cron_seconds},
    };
    for (const auto& row : rows)
        check(row);
}

TEST_CASE("rare dates, and never") {
    check({"over a century year", "0 0 29 2 *", "UTC", "2096-03-01T00:00:00Z", {"2104-02-29T00:00:00Z"}});
    check({"29 February on a Monday, by Vixie's rule",
           "0 0 */28 2 1",
           "UTC",
           "2088-02-28T00:00:00Z",
           {"2094-02-01T00:00:00Z"}});
    check({"fifth Monday of February over 2100",
           "0 0 * 2 1#5",
           "America/New_York",
           "2072-03-01T00:00:00Z",
           {"2112-02-29T05:00:00Z"}});
    const auto past = cron("0 0 2 ? * 1 2020-2021", CronDialect::quartz);
    CHECK_FALSE(core::next_slot(past, zone("Asia/Tokyo"), utc("2022-01-01T00:00:00Z")));
    CHECK(core::utc_text(*core::previous_slot(past, zone("UTC"), utc("2026-01-01T00:00:00Z"))) ==
          "2021-12-26T02:00:00Z");
    const auto never =
        core::CronExpression::parse("0 0 30 2 *", CronDialect::cron, core::ImpossibleDates::accept).value();
    CHECK_FALSE(core::next_slot(never, zone("Europe/Berlin"), utc("2026-01-01T00:00:00Z")));
    CHECK_FALSE(core::previous_slot(never, zone("Europe/Berlin"), utc("2026-01-01T00:00:00Z")));
}

TEST_CASE("any instant is a good question") {
    const auto daily = cron("0 2 * * *");
    using std::chrono::sys_seconds;
    CHECK(core::utc_text(*core::next_slot(daily, zone("UTC"), sys_seconds::min())) == "1900-01-01T02:00:00Z");
    CHECK_FALSE(core::next_slot(daily, zone("UTC"), sys_seconds::max()));
    CHECK_FALSE(core::previous_slot(daily, zone("UTC"), sys_seconds::min()));
    CHECK(core::utc_text(*core::previous_slot(daily, zone("UTC"), sys_seconds::max())) == "2399-12-31T02:00:00Z");
}

}  // namespace
}  // namespace ecdsnap::tests
