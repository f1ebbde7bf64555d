// What calendars do to the slots of a policy: skipped, moved over clock changes, never both due and taken away.
#include "core/schedule/calendars.hpp"
#include "core/schedule/local_time_text.hpp"
#include "core/schedule/timetable.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
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
        days.push_back(fmt::format("2026-{:02}-{:02}..2026-{:02}-{:02}", month, first, month,
                                   first + static_cast<int>(random() % 9)));
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
