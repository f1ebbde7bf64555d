// What is in a calendar and until when, how its entries are written, and what they do to the slots of a policy.
#include "core/schedule/calendar_text.hpp"
#include "core/schedule/local_time_text.hpp"
#include "core/schedule/schedule_times.hpp"
#include "core/schedule/timetable.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <initializer_list>
#include <map>
#include <random>
#include <set>

namespace ecdsnap::tests {
namespace {

using core::Calendar;
using core::CalendarRules;
using core::Recurrence;
using core::Timetable;
using core::WhenTaken;
using std::chrono::hours;
using std::chrono::seconds;
using std::chrono::sys_seconds;

using Texts = std::vector<std::string>;

std::shared_ptr<const Calendar> calendar(const std::string& zone_name, const Texts& days, const Texts& weekly = {},
                                         const std::string& name = "cal") {
    std::vector<core::CalendarSpan> spans;
    std::vector<core::WeeklyWindow> windows;
    for (const auto& text : days)
        spans.push_back(core::span_of(core::read_calendar_days(text).value(), zone(zone_name)));
    for (const auto& text : weekly)
        windows.push_back(core::read_weekly_window(text).value());
    return std::make_shared<const Calendar>(name, zone(zone_name), std::move(spans), std::move(windows));
}

CalendarRules except(std::shared_ptr<const Calendar> calendar, WhenTaken then = WhenTaken::skip) {
    return {{}, {{std::move(calendar), then}}};
}
CalendarRules only(std::shared_ptr<const Calendar> calendar, WhenTaken then = WhenTaken::skip) {
    return {{{std::move(calendar), then}}, {}};
}

Timetable of(const std::string& text, const std::string& zone_name, CalendarRules rules) {
    return Timetable({core::cron_recurrence(cron(text), text, zone(zone_name), zone_name)}, std::move(rules));
}

// Local times of the slots in (from, until], with what was taken away: "2026-10-01 02:00 CST".
Texts slots(const Timetable& timetable, const std::string& zone_name, std::string_view from, std::string_view until) {
    Texts texts;
    for (auto t = timetable.next(utc(from)); t && *t <= utc(until); t = timetable.next(*t))
        texts.push_back(core::local_time_text(*t, zone(zone_name)));
    return texts;
}
Texts reasons(const Timetable& timetable, std::string_view from, std::string_view until) {
    Texts texts;
    for (const auto& taken : timetable.taken(utc(from), utc(until), 100).slots)
        texts.push_back(core::utc_text(taken.instant).substr(0, 16) + " " + taken.reason);
    return texts;
}

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
        {"mon 09:00-25:00", "column 11: \"25:00\" is not a time of day (allowed: 00:00 to 24:00, in four digits)"},
        {"mon 09:00-09:00", "column 11: the window is empty (allowed: another end than its begin)"},
        {"", "column 1: the window is empty (allowed: mon-fri 09:00-18:00, sat,sun or 22:00-06:00, then a name)"},
    };
    for (const auto& row : wrong_windows)
        CHECK(core::describe(core::read_weekly_window(row.text).error()) == row.error);
}

TEST_CASE("a slot that a calendar takes away is skipped, with the calendar's word") {
    const auto timetable =
        of("0 2 * * *", "Asia/Shanghai", except(calendar("Asia/Shanghai", {"2026-10-01..2026-10-03 National Day"})));
    CHECK(slots(timetable, "Asia/Shanghai", "2026-09-29T00:00:00Z", "2026-10-05T00:00:00Z") ==
          Texts{"2026-09-30 02:00 CST", "2026-10-04 02:00 CST", "2026-10-05 02:00 CST"});
    CHECK(reasons(timetable, "2026-09-29T00:00:00Z", "2026-10-05T00:00:00Z") ==
          Texts{"2026-09-30T18:00 skipped (calendar cal: National Day)",
                "2026-10-01T18:00 skipped (calendar cal: National Day)",
                "2026-10-02T18:00 skipped (calendar cal: National Day)"});
    CHECK(timetable.next_taken(utc("2026-01-01T00:00:00Z")) == utc("2026-09-30T18:00:00Z"));
    CHECK_FALSE(timetable.next_taken(utc("2026-10-02T18:00:00Z")));
    CHECK(timetable.text() == "0 2 * * * Asia/Shanghai; except on cal");
}

TEST_CASE("only_on is any of its calendars, less what except_on has") {
    CalendarRules rules;
    rules.only_on.push_back({calendar("UTC", {}, {"mon-fri"}, "workdays"), WhenTaken::skip});
    rules.only_on.push_back({calendar("UTC", {"2026-10-10 Make-up day"}, {}, "adjusted"), WhenTaken::skip});
    rules.except_on.push_back({calendar("UTC", {"2026-10-08..2026-10-09 Holiday"}, {}, "holidays"), WhenTaken::skip});
    const auto timetable = of("0 2 * * *", "UTC", rules);  // 2026-10-05 is a Monday
    CHECK(slots(timetable, "UTC", "2026-10-07T00:00:00Z", "2026-10-12T12:00:00Z") ==
          Texts{"2026-10-07 02:00 UTC", "2026-10-10 02:00 UTC", "2026-10-12 02:00 UTC"});
    CHECK(reasons(timetable, "2026-10-08T12:00:00Z", "2026-10-12T12:00:00Z") ==
          Texts{"2026-10-09T02:00 skipped (calendar holidays: Holiday)",
                "2026-10-11T02:00 skipped (in none of the calendars workdays, adjusted)"});
    CHECK(timetable.text() == "0 2 * * * UTC; only on workdays, adjusted; except on holidays");
}

TEST_CASE("a slot is moved to the last allowed day before, or the first after, at its local time") {
    struct Row {
        const char* why;
        const char* cron;
        const char* zone;
        Texts days;
        WhenTaken then;
        const char* from;
        const char* until;
        Texts slots;
        Texts reasons;
    };
    const Row rows[] = {
        {"before a range",
         "0 2 * * mon",
         "Asia/Shanghai",
         {"2026-10-04..2026-10-07 Week"},
         WhenTaken::before,
         "2026-10-01T00:00:00Z",
         "2026-10-12T00:00:00Z",
         {"2026-10-03 02:00 CST", "2026-10-12 02:00 CST"},
         {"2026-10-04T18:00 moved to 2026-10-03 02:00 CST (calendar cal: Week)"}},
        {"after a range",
         "0 2 * * mon",
         "Asia/Shanghai",
         {"2026-10-04..2026-10-07 Week"},
         WhenTaken::after,
         "2026-10-01T00:00:00Z",
         "2026-10-12T00:00:00Z",
         {"2026-10-08 02:00 CST", "2026-10-12 02:00 CST"},
         {"2026-10-04T18:00 moved to 2026-10-08 02:00 CST (calendar cal: Week)"}},
        {"to where another slot is: one slot",
         "0 2 * * *",
         "UTC",
         {"2026-10-04..2026-10-05 Two"},
         WhenTaken::after,
         "2026-10-03T00:00:00Z",
         "2026-10-07T00:00:00Z",
         {"2026-10-03 02:00 UTC", "2026-10-06 02:00 UTC"},
         {"2026-10-04T02:00 moved to 2026-10-06 02:00 UTC (calendar cal: Two)",
          "2026-10-05T02:00 moved to 2026-10-06 02:00 UTC (calendar cal: Two)"}},
        {"over a clock change: the local time stays, not the distance",
         "30 5 29 3 *",
         "Europe/Berlin",
         {"2026-03-29 Sunday"},
         WhenTaken::before,
         "2026-03-01T00:00:00Z",
         "2026-04-01T00:00:00Z",
         {"2026-03-28 05:30 CET"},
         {"2026-03-29T03:30 moved to 2026-03-28 05:30 CET (calendar cal: Sunday)"}},
        {"onto a gap: the first instant after it",
         "30 2 28 3 *",
         "Europe/Berlin",
         {"2026-03-28 Saturday"},
         WhenTaken::after,
         "2026-03-01T00:00:00Z",
         "2026-04-01T00:00:00Z",
         {"2026-03-29 03:00 CEST"},
         {"2026-03-28T01:30 moved to 2026-03-29 03:00 CEST (calendar cal: Saturday)"}},
        {"onto a repeated hour: its first pass",
         "30 2 26 10 *",
         "Europe/Berlin",
         {"2026-10-26 Monday"},
         WhenTaken::before,
         "2026-10-01T00:00:00Z",
         "2026-11-01T00:00:00Z",
         {"2026-10-25 02:30 CEST"},
         {"2026-10-26T01:30 moved to 2026-10-25 02:30 CEST (calendar cal: Monday)"}},
        {"over the year's end",
         "0 0 1 1 *",
         "Asia/Shanghai",
         {"2026-12-30..2027-01-03 New Year"},
         WhenTaken::before,
         "2026-12-01T00:00:00Z",
         "2027-01-05T00:00:00Z",
         {"2026-12-29 00:00 CST"},
         {"2026-12-31T16:00 moved to 2026-12-29 00:00 CST (calendar cal: New Year)"}},
        {"a date that does not exist is no day to move to",
         "0 12 31 12 *",
         "Pacific/Apia",
         {"2011-12-31 Saturday"},
         WhenTaken::before,
         "2011-12-01T00:00:00Z",
         "2012-01-02T00:00:00Z",
         {"2011-12-29 12:00 -10"},
         {"2011-12-30T22:00 moved to 2011-12-29 12:00 -10 (calendar cal: Saturday)"}},
        {"nowhere within reach",
         "0 2 1 2 *",
         "UTC",
         {"2026-01-20..2026-03-20 Long"},
         WhenTaken::after,
         "2026-01-01T00:00:00Z",
         "2026-12-01T00:00:00Z",
         {},
         {"2026-02-01T02:00 skipped (calendar cal: Long; no day within 31 days is allowed at that time)"}},
    };
    for (const auto& row : rows) {
        CAPTURE(row.why);
        const auto timetable = of(row.cron, row.zone, except(calendar(row.zone, row.days), row.then));
        CHECK(slots(timetable, row.zone, row.from, row.until) == row.slots);
        CHECK(reasons(timetable, row.from, row.until) == row.reasons);
    }
}

TEST_CASE("midnight of the calendar's zone decides, not of the schedule's") {
    // 01:00 on the 1st in Berlin is 07:00 on the 1st in Shanghai; 20:00 on the 30th is 02:00 on the 1st there.
    const auto holiday = calendar("Asia/Shanghai", {"2026-10-01 National Day"});
    const auto timetable = of("0 1,20 * * *", "Europe/Berlin", except(holiday, WhenTaken::after));
    CHECK(slots(timetable, "Europe/Berlin", "2026-09-30T00:00:00Z", "2026-10-02T12:00:00Z") ==
          Texts{"2026-10-01 20:00 CEST", "2026-10-02 01:00 CEST"});
    CHECK(reasons(timetable, "2026-09-30T00:00:00Z", "2026-10-02T12:00:00Z") ==
          Texts{"2026-09-30T18:00 moved to 2026-10-01 20:00 CEST (calendar cal: National Day)",
                "2026-09-30T23:00 moved to 2026-10-02 01:00 CEST (calendar cal: National Day)"});
}

TEST_CASE("a schedule whose every slot is taken away is never due, and quick to say so") {
    const auto nights = of("0 22 * * *", "UTC", only(calendar("UTC", {}, {"mon-fri 09:00-18:00"}), WhenTaken::after));
    CHECK_FALSE(nights.next(utc("2026-01-01T00:00:00Z")));
    const auto past = of("* * * * *", "UTC", only(calendar("UTC", {"2020-01-01"})));
    CHECK_FALSE(past.next(utc("2026-01-01T00:00:00Z")));
    CHECK_FALSE(past.missed(utc("2021-01-01T00:00:00Z"), utc("2026-01-01T00:00:00Z"), 10).latest);
    CHECK(past.missed(utc("2019-01-01T00:00:00Z"), utc("2026-01-01T00:00:00Z"), 10).latest ==
          utc("2020-01-01T23:59:00Z"));
    CHECK(past.taken(utc("2021-01-01T00:00:00Z"), utc("2026-01-01T00:00:00Z"), 10).slots.size() == 10);
}

// --- properties

struct Sample {
    std::vector<Recurrence> recurrences;
    CalendarRules rules;
};

std::shared_ptr<const Calendar> random_calendar(std::mt19937_64& random) {
    const char* const zones[] = {"UTC", "Europe/Berlin", "Asia/Shanghai", "Australia/Lord_Howe"};
    const char* const weekly[] = {"sat,sun", "mon-fri 09:00-18:00", "22:00-06:00", "wed"};
    Texts days;
    for (std::size_t i = 0; i <= random() % 5; ++i) {
        const int first = 1 + static_cast<int>(random() % 20);
        const int month = 3 + static_cast<int>(random() % 2) * 7;  // about the clock changes of March and October
        days.push_back(fmt::format("2026-{:02}-{:02}..2026-{:02}-{:02}", month, first, month, first + random() % 9));
    }
    Texts windows;
    if (random() % 2 == 0) windows.push_back(weekly[random() % 4]);
    return calendar(zones[random() % 4], days, windows);
}

Sample random_sample(std::mt19937_64& random) {
    const char* const crons[] = {"0 2 * * *", "30 */6 * * *", "0 12 * * mon", "30 2 1,15 * *", "0 0 * * *"};
    const char* const zones[] = {"UTC", "Europe/Berlin", "Asia/Shanghai", "America/New_York"};
    Sample sample;
    for (std::size_t i = 0; i <= random() % 2; ++i) {
        const char* name = zones[random() % 4];
        const char* text = crons[random() % 5];
        if (random() % 4 == 0)
            sample.recurrences.push_back(
                core::grid_recurrence({hours{5 + static_cast<int>(random() % 90)}, {}}, zone(name)));
        else
            sample.recurrences.push_back(core::cron_recurrence(cron(text), text, zone(name), name));
    }
    const auto then = [&] { return static_cast<WhenTaken>(random() % 3); };
    for (std::size_t i = 0; i < random() % 3; ++i)
        sample.rules.except_on.push_back({random_calendar(random), then()});
    const WhenTaken only_then = then();
    if (random() % 3 == 0) sample.rules.only_on.push_back({random_calendar(random), only_then});
    return sample;
}

// The slots in (begin, end] by plain enumeration of all due instants around.
std::set<sys_seconds> enumerated(const Sample& sample, sys_seconds begin, sys_seconds end) {
    std::set<sys_seconds> slots;
    for (const Recurrence& recurrence : sample.recurrences) {
        for (auto due = recurrence.next(begin - hours{24 * 40}); due && *due <= end + hours{24 * 40};
             due = recurrence.next(*due)) {
            const auto verdict = sample.rules.at(*due);
            const auto slot = verdict.allowed() ? due : sample.rules.moved(*due, verdict, recurrence.zone);
            if (slot && *slot > begin && *slot <= end) slots.insert(*slot);
        }
    }
    return slots;
}

TEST_CASE("whatever calendars do: next goes up, agrees with missed, and no slot is both due and taken away") {
    std::mt19937_64 random(20261126);
    std::size_t moved = 0;
    for (int round = 0; round < 50; ++round) {
        const Sample sample = random_sample(random);
        const Timetable timetable(sample.recurrences, sample.rules);
        CAPTURE(round);
        CAPTURE(timetable.text());
        const sys_seconds begin = utc(random() % 2 == 0 ? "2026-02-25T00:00:00Z" : "2026-09-28T00:00:00Z") +
                                  seconds{static_cast<int>(random() % (20 * 86400))};
        const sys_seconds end = begin + hours{24 * 25};
        std::vector<sys_seconds> walked;
        for (auto t = timetable.next(begin); t && *t <= end; t = timetable.next(*t)) {
            REQUIRE((walked.empty() || *t > walked.back()));
            walked.push_back(*t);
        }
        const auto all = enumerated(sample, begin, end);
        CHECK(walked == std::vector<sys_seconds>(all.begin(), all.end()));
        auto missed = timetable.missed(begin, end, 10'000);
        if (missed.latest) missed.older.push_back(*missed.latest);
        CHECK(missed.older == walked);
        std::vector<sys_seconds> taken;
        for (auto t = timetable.next_taken(begin); t && *t <= end; t = timetable.next_taken(*t))
            taken.push_back(*t);
        std::vector<sys_seconds> told;
        for (const auto& slot : timetable.taken(begin, end, 10'000).slots) {
            told.push_back(slot.instant);
            CHECK_FALSE(all.contains(slot.instant));
            moved += slot.reason.starts_with("moved");
        }
        CHECK(told == taken);
        // Every instant at which a schedule is due is one or the other.
        for (const Recurrence& recurrence : sample.recurrences)
            for (auto t = recurrence.next(begin); t && *t <= end; t = recurrence.next(*t))
                CHECK((all.contains(*t) || std::find(taken.begin(), taken.end(), *t) != taken.end()));
    }
    CHECK(moved > 20);
}

}  // namespace
}  // namespace ecdsnap::tests
