// What is in a calendar and until when, and how its entries are written.
#include "core/schedule/calendars.hpp"

#include <doctest/doctest.h>

namespace ecdsnap::tests {
namespace {

using core::Calendar;
using std::chrono::seconds;
using std::chrono::sys_seconds;

TEST_CASE("days of a calendar are those of its zone, from the first instant to the last") {
    struct Row {
        const char* why;
        const char* zone;
        const char* days;
        const char* at;
        bool inside;
    };
    const Row rows[] = {
        {"before it", "Asia/Shanghai", "2026-10-01", "2026-09-30T15:59:59Z", false},
        {"its first second", "Asia/Shanghai", "2026-10-01", "2026-09-30T16:00:00Z", true},
        {"its last second", "Asia/Shanghai", "2026-10-01", "2026-10-01T15:59:59Z", true},
        {"the next day", "Asia/Shanghai", "2026-10-01", "2026-10-01T16:00:00Z", false},
        {"a range has its last day", "UTC", "2026-10-01..2026-10-07", "2026-10-07T23:59:59Z", true},
        {"and ends with it", "UTC", "2026-10-01..2026-10-07", "2026-10-08T00:00:00Z", false},
        {"a day of 23 hours ends an hour earlier", "Europe/Berlin", "2026-03-29", "2026-03-29T21:59:59Z", true},
        {"and not later", "Europe/Berlin", "2026-03-29", "2026-03-29T22:00:00Z", false},
        {"a day of 25 hours", "Europe/Berlin", "2026-10-25", "2026-10-25T22:59:59Z", true},
        {"a day whose midnight does not exist begins after the gap", "Africa/Cairo", "2026-04-24",
         "2026-04-23T22:00:00Z", true},
        {"and not before", "Africa/Cairo", "2026-04-24", "2026-04-23T21:59:59Z", false},
        {"a day that does not exist has no moment", "Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00Z", false},
    };
    for (const auto& row : rows) {
        CAPTURE(row.why);
        CHECK((calendar(row.zone, {row.days})->at(utc(row.at)).entry != nullptr) == row.inside);
    }
}

TEST_CASE("weekly windows are read by the zone's clock, over midnight and clock changes") {
    struct Row {
        const char* why;
        const char* zone;
        const char* window;
        const char* at;
        bool inside;
    };
    const Row rows[] = {
        // 2026-11-23 is a Monday
        {"a minute before", "Asia/Shanghai", "mon-fri 09:00-18:00", "2026-11-23T00:59:59Z", false},
        {"the first second", "Asia/Shanghai", "mon-fri 09:00-18:00", "2026-11-23T01:00:00Z", true},
        {"the last one", "Asia/Shanghai", "mon-fri 09:00-18:00", "2026-11-23T09:59:59Z", true},
        {"the end is exclusive", "Asia/Shanghai", "mon-fri 09:00-18:00", "2026-11-23T10:00:00Z", false},
        {"Sunday in Shanghai is still Saturday in UTC", "Asia/Shanghai", "sun", "2026-11-21T16:00:00Z", true},
        {"the night before belongs to its day", "UTC", "fri 22:00-06:00", "2026-11-28T05:59:59Z", true},
        {"and not to the day after", "UTC", "fri 22:00-06:00", "2026-11-28T22:00:00Z", false},
        {"nor to its own morning", "UTC", "fri 22:00-06:00", "2026-11-27T05:00:00Z", false},
        {"wrapping weekdays", "UTC", "fri-mon", "2026-11-23T12:00:00Z", true},
        {"and the others", "UTC", "fri-mon", "2026-11-24T12:00:00Z", false},
        {"every day", "UTC", "00:00-24:00", "2026-11-24T23:59:59Z", true},
        {"both passes of a repeated hour", "Europe/Berlin", "sun 02:00-03:00", "2026-10-25T00:30:00Z", true},
        {"the second one too", "Europe/Berlin", "sun 02:00-03:00", "2026-10-25T01:30:00Z", true},
        {"a skipped hour has no moment", "Europe/Berlin", "sun 02:00-03:00", "2026-03-29T01:00:00Z", false},
    };
    for (const auto& row : rows) {
        CAPTURE(row.why);
        CHECK((calendar(row.zone, {}, {row.window})->at(utc(row.at)).entry != nullptr) == row.inside);
    }
}

TEST_CASE("an answer holds from its begin until its end") {
    const auto both =
        calendar("Europe/Berlin", {"2026-10-24..2026-10-25 Fair"}, {"sun 01:00-04:00", "mon-fri 09:00-18:00"});
    for (sys_seconds t = utc("2026-10-22T00:00:00Z"); t < utc("2026-10-29T00:00:00Z"); t += std::chrono::minutes{7}) {
        const Calendar::Answer answer = both->at(t);
        REQUIRE(answer.from <= t);
        REQUIRE(t < answer.until);
        const sys_seconds last = answer.until - seconds{1};
        CHECK(both->at(answer.from).entry == answer.entry);
        CHECK(both->at(last).entry == answer.entry);
        CHECK(both->at(answer.from + (last - answer.from) / 2).entry == answer.entry);
    }
}

TEST_CASE("where entries overlap the earlier one gives the name") {
    const auto days =
        calendar("UTC", {"2026-10-03 Second", "2026-10-01..2026-10-04 First", "2026-10-04..2026-10-05 Third"});
    CHECK(*days->at(utc("2026-10-03T12:00:00Z")).entry == "First");
    CHECK(*days->at(utc("2026-10-04T12:00:00Z")).entry == "First");
    CHECK(*days->at(utc("2026-10-05T12:00:00Z")).entry == "Third");
}

TEST_CASE("entries are written as people write them, and mistakes have their place") {
    CHECK(core::read_calendar_days("2026-10-01")->name == "2026-10-01");
    CHECK(core::read_calendar_days(" 2026-10-01..2026-10-07   National Day ")->name == "National Day");
    CHECK(core::read_weekly_window("mon-fri 09:00-18:00")->name == "mon-fri 09:00-18:00");
    CHECK(core::read_weekly_window("sat,sun weekend")->name == "weekend");
    CHECK(core::read_weekly_window("22:00-06:00 night")->weekdays == 0x7f);
    struct Row {
        const char* text;
        const char* error;
    };
    const Row wrong_days[] = {
        {"2026-02-29", "column 1: there is no 2026-02-29"},
        {"2026-1-1",
         "column 1: \"2026-1-1\" is not a date (allowed: 2026-10-01 or 2026-10-01..2026-10-07, then a name)"},
        {"2026-10-01..2026-09-30",
         "column 13: the range ends before it begins (allowed: 2026-10-01 or 2026-10-01..2026-10-07, then a name)"},
        {"2026-10-01..", "column 13: \"\" is not a date (allowed: 2026-10-01 or 2026-10-01..2026-10-07, then a name)"},
        {"1969-12-31", "column 1: the year 1969 is out of reach (allowed: 1970 to 2399)"},
        {"October 1",
         "column 1: \"October\" is not a date (allowed: 2026-10-01 or 2026-10-01..2026-10-07, then a name)"},
    };
    for (const auto& row : wrong_days)
        CHECK(core::describe(core::read_calendar_days(row.text).error()) == row.error);
    const Row wrong_windows[] = {
        {"mon-fry 09:00-18:00",
         "column 5: \"fry\" is not a weekday (allowed: mon, tue, wed, thu, fri, sat, sun); did you mean fri?"},
        {"mon-fri 9-18", "column 9: \"9\" is not a time of day (allowed: 00:00 to 24:00, in four digits)"},
        {"mon-", "column 5: \"\" is not a weekday (allowed: mon, tue, wed, thu, fri, sat, sun)"},
        {"mon,", "column 5: \"\" is not a weekday (allowed: mon, tue, wed, thu, fri, sat, sun)"},
        {"mon 09:00-25:00", "column 11: \"25:00\" is not a time of day (allowed: 00:00 to 24:00, in four digits)"},
        {"mon 09:00-09:00", "column 11: the window is empty (allowed: another end than its begin)"},
        {"", "column 1: the window is empty (allowed: mon-fri 09:00-18:00, sat,sun or 22:00-06:00, then a name)"},
    };
    for (const auto& row : wrong_windows)
        CHECK(core::describe(core::read_weekly_window(row.text).error()) == row.error);
}

}  // namespace
}  // namespace ecdsnap::tests
