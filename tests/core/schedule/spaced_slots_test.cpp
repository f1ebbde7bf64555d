// A schedule made from how far apart its slots may be: which step, at which times, and that no two slots of it are
// further apart, in any zone, over any clock change and around what calendars take away.
#include "core/schedule/spaced_slots.hpp"

#include "core/schedule/calendars.hpp"
#include "core/schedule/local_time_text.hpp"
#include "core/schedule/longest_gap.hpp"
#include "core/schedule/schedule_times.hpp"
#include "core/schedule/timetable.hpp"
#include "core/text/duration_text.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <random>

namespace ecdsnap::tests {
namespace {

using core::CalendarRules;
using core::Spacing;
using core::Timetable;
using core::WhenTaken;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using std::chrono::sys_seconds;

Spacing spacing(milliseconds apart, std::string_view zone_name, CalendarRules calendars = {}) {
    return {apart, zone(zone_name), std::string(zone_name), std::nullopt, std::move(calendars), "rpo 1d"};
}

Timetable timetable_of(const Spacing& spacing) {
    return Timetable(core::spaced_recurrences(spacing), spacing.calendars);
}

CalendarRules only_on(std::shared_ptr<const core::Calendar> calendar) {
    CalendarRules rules;
    rules.only_on.push_back({std::move(calendar), WhenTaken::skip});
    return rules;
}

CalendarRules except_on(std::shared_ptr<const core::Calendar> calendar) {
    CalendarRules rules;
    rules.except_on.push_back({std::move(calendar), WhenTaken::skip});
    return rules;
}

Texts next_ones(const Spacing& spacing, std::string_view from, int count) {
    Texts texts;
    const Timetable timetable = timetable_of(spacing);
    sys_seconds t = utc(from);
    for (; count > 0; --count) {
        const auto slot = timetable.next(t);
        if (!slot) break;
        t = *slot;
        texts.push_back(core::local_time_text(t, spacing.zone));
    }
    return texts;
}

}  // namespace

TEST_CASE("the step is the longest one that divides the day, or a number of days") {
    const auto step = [](milliseconds apart) {
        const auto found = core::step_within(apart);
        return found ? core::duration_text(*found) : "none";
    };
    CHECK(step(hours{20}) == "12h");
    CHECK(step(hours{12}) == "12h");
    CHECK(step(hours{12} - milliseconds{1}) == "8h");
    CHECK(step(hours{24}) == "1d");
    CHECK(step(hours{71}) == "2d");
    CHECK(step(days{366}) == "366d");
    CHECK(step(minutes{119}) == "1h");
    CHECK(step(minutes{10}) == "10m");
    CHECK(step(minutes{10} - milliseconds{1}) == "none");
}

TEST_CASE("slots lie at the same local times where the clock's changes leave enough time, else in elapsed steps") {
    struct Row {
        const char* why;
        Spacing spacing;
        const char* text;
    };
    Spacing anchored = spacing(hours{20}, "Asia/Shanghai");
    anchored.anchor = utc("2026-01-01T02:20:00Z");
    Spacing to_the_second = anchored;
    to_the_second.anchor = utc("2026-01-01T02:20:15Z");
    Spacing two_days = spacing(hours{50}, "Europe/Berlin");
    two_days.anchor = utc("2026-01-02T01:00:00Z");
    const Row rows[] = {
        {"midnight is the anchor", spacing(hours{20}, "Asia/Shanghai"), "0 0,12 * * * Asia/Shanghai (for rpo 1d)"},
        {"an anchor of its own", anchored, "20 10,22 * * * Asia/Shanghai (for rpo 1d)"},
        {"with seconds", to_the_second, "15 20 10,22 * * * Asia/Shanghai (cron-seconds) (for rpo 1d)"},
        {"an hour is left for the autumn", spacing(hours{13}, "Europe/Berlin"),
         "0 0,12 * * * Europe/Berlin (for rpo 1d)"},
        {"none is left", spacing(hours{12}, "Europe/Berlin"), "every 12h from 2025-12-31T23:00:00Z (for rpo 1d)"},
        {"half an hour is enough", spacing(minutes{12 * 60 + 30}, "Australia/Lord_Howe"),
         "0 0,12 * * * Australia/Lord_Howe (for rpo 1d)"},
        {"no clock changes", spacing(hours{24}, "UTC"), "0 0 * * * UTC (for rpo 1d)"},
        {"days in elapsed steps", two_days, "every 2d from 2026-01-02T01:00:00Z (for rpo 1d)"},
        {"minutes", spacing(minutes{20}, "Asia/Kolkata"), "every 20m from 2025-12-31T18:30:00Z (for rpo 1d)"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.why);
        CHECK(timetable_of(row.spacing).text() == row.text);
    }
}

TEST_CASE("a gap that calendars make has a slot at its last moment before and its first one after") {
    const auto office = calendar("Europe/Berlin", {}, {"mon-fri 09:00-18:00"}, "office");
    const Spacing worked = spacing(hours{20}, "Europe/Berlin", only_on(office));
    CHECK(timetable_of(worked).text() == "0 0,12 * * * Europe/Berlin (for rpo 1d); the edges of gaps; only on office");
    // A night needs its begin only: from there to noon is less than 20 hours. A weekend is too long and gets both.
    CHECK(next_ones(worked, "2026-11-26T06:00:00Z", 8) ==
          Texts{"2026-11-26 12:00 CET", "2026-11-26 17:59 CET", "2026-11-27 12:00 CET", "2026-11-27 17:59 CET",
                "2026-11-30 09:00 CET", "2026-11-30 12:00 CET", "2026-11-30 17:59 CET", "2026-12-01 12:00 CET"});
    const auto gaps =
        core::gaps_between(timetable_of(worked), utc("2026-11-23T00:00:00Z"), utc("2026-12-21T00:00:00Z"), hours{20});
    CHECK(gaps.length() == minutes{63 * 60 + 1});
    CHECK(gaps.too_long == 4);
    CHECK(core::local_time_text(gaps.begin, worked.zone) == "2026-11-27 17:59 CET");
}

TEST_CASE("a gap that the schedule's own slots hold gets none") {
    const auto lunch = calendar("UTC", {}, {"12:30-13:30"}, "lunch");
    CHECK(next_ones(spacing(hours{12}, "UTC", except_on(lunch)), "2026-11-26T06:00:00Z", 3) ==
          Texts{"2026-11-26 12:00 UTC", "2026-11-27 00:00 UTC", "2026-11-27 12:00 UTC"});
    const auto noon = calendar("UTC", {}, {"11:00-13:00"}, "noon");
    CHECK(next_ones(spacing(hours{12}, "UTC", except_on(noon)), "2026-11-26T06:00:00Z", 4) ==
          Texts{"2026-11-26 10:59 UTC", "2026-11-26 13:00 UTC", "2026-11-27 00:00 UTC", "2026-11-27 10:59 UTC"});
}

TEST_CASE("days without any slot, and times after the last allowed one") {
    const auto october = calendar("UTC", {"2026-10-01..2026-10-31"}, {}, "october");
    const Spacing within = spacing(days{40}, "UTC", only_on(october));
    const Timetable timetable = timetable_of(within);
    CHECK(timetable.next(utc("2026-11-01T00:00:00Z")) == std::nullopt);
    const Texts slots = next_ones(within, "2026-01-01T00:00:00Z", 9);
    REQUIRE(slots.size() == 3);  // one of the grid between the edges
    CHECK(slots.front() == "2026-10-01 00:00 UTC");
    CHECK(slots.back() == "2026-10-31 23:59 UTC");
    const auto gaps = core::gaps_between(timetable, utc("2026-01-01T00:00:00Z"), utc("2027-01-01T00:00:00Z"), days{40});
    CHECK(gaps.count == 3);
    CHECK(gaps.too_long == 1);
    CHECK_FALSE(gaps.length());
    CHECK(gaps.begin == utc("2026-10-31T23:59:00Z"));
    CHECK(core::gaps_between(timetable, utc("2027-01-01T00:00:00Z"), utc("2028-01-01T00:00:00Z"), days{40}).count == 0);
}

// --- any zone, any calendar

namespace {

class Chance {
public:
    explicit Chance(unsigned seed) : numbers_(seed) {}
    int between(int least, int most) { return std::uniform_int_distribution<int>(least, most)(numbers_); }
    template <class List>
    const auto& of(const List& list) {
        return list[static_cast<std::size_t>(between(0, static_cast<int>(list.size()) - 1))];
    }

private:
    std::mt19937 numbers_;
};

std::string hours_text(Chance& chance) {
    static const Texts weekdays{"mon-fri ", "sat,sun ", "mon,wed,fri ", "thu ", "", "tue-sat "};
    const int from = chance.between(0, 22);
    int until = chance.between(0, 24);
    if (until == from) ++until;
    const int quarter = until == 24 ? 0 : 15 * chance.between(0, 3);
    return fmt::format("{}{:02}:{:02}-{:02}:{:02}", chance.of(weekdays), from, 10 * chance.between(0, 5), until,
                       quarter);
}

std::string days_text(Chance& chance, int year) {
    const std::chrono::sys_days first = std::chrono::year{year} / 1 / 1;
    const std::chrono::year_month_day from{first + days{chance.between(0, 364)}};
    const std::chrono::year_month_day to{std::chrono::sys_days{from} + days{chance.between(0, 20)}};
    const auto text = [](const std::chrono::year_month_day& date) {
        return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                           static_cast<unsigned>(date.day()));
    };
    return text(from) + ".." + text(to);
}

CalendarRules any_calendars(Chance& chance, int year) {
    CalendarRules rules;
    const auto any_zone = [&] { return chance.of(adapters::time_zone_names()); };
    const auto then = [&] { return chance.between(0, 4) == 0 ? WhenTaken::after : WhenTaken::skip; };
    if (chance.between(0, 2) > 0) {
        Texts weekly;
        for (int i = chance.between(1, 2); i > 0; --i)
            weekly.push_back(hours_text(chance));
        rules.only_on.push_back({calendar(any_zone(), {}, weekly, "hours"), WhenTaken::skip});
    }
    if (chance.between(0, 1) > 0) {
        Texts free;
        for (int i = chance.between(1, 6); i > 0; --i)
            free.push_back(days_text(chance, year));
        rules.except_on.push_back({calendar(any_zone(), free, {}, "closed"), then()});
    }
    return rules;
}

// Nothing between two slots would have been nearer: either they are near enough, or no moment between them is allowed.
bool as_near_as_can_be(const Spacing& spacing, sys_seconds one, sys_seconds other) {
    if (other - one <= spacing.apart) return true;
    for (sys_seconds t = one + minutes{1}; t < other;) {
        const auto verdict = spacing.calendars.at(t);
        if (verdict.allowed()) return false;
        t = verdict.until;
    }
    return true;
}

}  // namespace

TEST_CASE("in any zone, over every clock change and around any calendar, slots are as near to each other as wanted") {
    for (unsigned seed = 0; seed < 50; ++seed) {
        Chance chance(seed);
        Spacing any;
        any.zone_name = chance.of(adapters::time_zone_names());
        any.zone = zone(any.zone_name);
        any.apart = minutes{chance.between(0, 1) == 0 ? chance.between(120, 3000) : chance.between(120, 20'000)};
        any.purpose = "any";
        const int year = chance.between(2001, 2058);
        if (chance.between(0, 1) == 0) any.anchor = sys_seconds{seconds{chance.between(0, 2'000'000'000)}};
        if (chance.between(0, 3) > 0) any.calendars = any_calendars(chance, year);
        const Timetable timetable = timetable_of(any);
        CAPTURE(seed);
        CAPTURE(timetable.text());
        CAPTURE(core::duration_text(any.apart));
        const sys_seconds begin{std::chrono::sys_days{std::chrono::year{year} / 1 / 1}};
        const sys_seconds end = begin + days{400};
        std::vector<sys_seconds> slots;
        for (auto slot = timetable.next(begin); slot && *slot <= end; slot = timetable.next(*slot))
            slots.push_back(*slot);
        bool near = true;
        for (std::size_t i = 1; near && i < slots.size(); ++i)
            if (!as_near_as_can_be(any, slots[i - 1], slots[i])) {
                near = false;
                CAPTURE(core::utc_text(slots[i - 1]));
                CAPTURE(core::utc_text(slots[i]));
                CHECK(near);
            }
        // Backwards it is the same slots.
        const auto missed = timetable.missed(begin, end, 100'000);
        auto all = missed.older;
        if (missed.latest) all.push_back(*missed.latest);
        CHECK(all == slots);
    }
}

}  // namespace ecdsnap::tests
