// A year of slots in zones with all kinds of clock changes, as a table that a person can check:
// golden/virtual_year.txt. ECDSNAP_WRITE=1 writes it anew.
#include "core/schedule/clock_change.hpp"
#include "core/schedule/next_slot.hpp"
#include "core/schedule/schedule_times.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>
#include <vector>

namespace ecdsnap::tests {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using std::chrono::sys_seconds;

// Years that are over, since rules of the future may change.
struct Place {
    const char* zone;
    int year;
    const char* daily;                  // at a time that a change skips or doubles, where there is one
    std::vector<const char*> at_night;  // other schedules about the hour of the changes
};

const std::vector<Place>& places() {
    static const std::vector<Place> all{
        {"Europe/Berlin", 2025, "30 2 * * *", {"0,30 2 * * *", "*/30 2 * * *", "0 */2 * * *"}},
        {"America/New_York", 2025, "30 2 * * *", {"30 1 * * *", "*/30 1 * * *", "30 1-3 * * *"}},
        {"Australia/Lord_Howe", 2025, "15 2 * * *", {"45 1 * * *", "*/15 1-2 * * *"}},
        {"Africa/Casablanca", 2025, "30 2 * * *", {"*/30 2 * * *"}},
        {"Pacific/Apia", 2011, "0 12 * * *", {"30 3 * * *", "0 9,21 30 12 *"}},
        {"Asia/Shanghai", 2025, "30 2 * * *", {"*/30 2 * * *"}},
    };
    return all;
}

absl::CivilSecond local_of(sys_seconds t, const absl::TimeZone& in) {
    return in.At(absl::FromUnixSeconds(t.time_since_epoch().count())).cs;
}

// All of the place's year, by its own clock.
std::vector<sys_seconds> slots_of_year(const Place& place, const char* text) {
    const auto in = zone(place.zone);
    std::vector<sys_seconds> slots;
    core::SlotCursor cursor(cron(text), in);
    const absl::Time begin = absl::FromCivil(absl::CivilYear(place.year), in);
    for (auto t = cursor.next(sys_seconds{seconds{absl::ToUnixSeconds(begin)}} - seconds{1}); t; t = cursor.next(*t)) {
        if (local_of(*t, in).year() != place.year) break;
        slots.push_back(*t);
    }
    return slots;
}

bool clock_changes_between(sys_seconds after, sys_seconds until, const absl::TimeZone& in) {
    const auto offset = [&](sys_seconds t) {
        return in.At(absl::FromUnixSeconds(t.time_since_epoch().count())).offset;
    };
    return offset(after) != offset(until);
}

// One date as it is told: its times, and below them what a clock change did.
struct DayText {
    std::string times;  // every one, "01:30 CET 03:00 CEST"
    std::string brief;  // the same of a usual day with many
    std::string notes;

    friend bool operator==(const DayText&, const DayText&) = default;
};

DayText day_text(const std::vector<sys_seconds>& slots, const core::CronExpression& expression,
                 const absl::TimeZone& in) {
    constexpr std::size_t many = 5;
    DayText text;
    std::string last_name;
    for (const auto slot : slots) {
        const auto time = absl::FromUnixSeconds(slot.time_since_epoch().count());
        const auto clock = absl::FormatTime("%H:%M", time, in);
        const auto name = absl::FormatTime("%Z", time, in);
        text.times += (text.times.empty() ? "" : " ") + clock + (name == last_name ? "" : " " + name);
        last_name = name;
        const auto note = core::clock_change_note(expression, in, slot);
        if (!note.empty())
            text.notes += fmt::format("      {} {} ({} UTC): {}\n", clock, name,
                                      absl::FormatTime("%Y-%m-%d %H:%M", time, absl::UTCTimeZone()), note);
    }
    text.brief = text.times;
    if (slots.size() >= many)
        text.brief = fmt::format("{} {} ... {}, {} times", text.times.substr(0, 5), last_name,
                                 text.times.substr(text.times.size() - 5), slots.size());
    return text;
}

// Dates that are alike are one line.
std::string schedule_text(const Place& place, const char* expression) {
    const auto in = zone(place.zone);
    std::map<absl::CivilDay, std::vector<sys_seconds>> days;
    for (const auto slot : slots_of_year(place, expression))
        days[absl::CivilDay(local_of(slot, in))].push_back(slot);
    std::string text = fmt::format("\n  {}\n", expression);
    for (auto day = days.begin(); day != days.end();) {
        const auto first = day_text(day->second, cron(expression), in);
        auto last = day;
        while (std::next(last) != days.end() && std::next(last)->first == last->first + 1 &&
               day_text(std::next(last)->second, cron(expression), in) == first)
            ++last;
        const bool one = last == day;
        const auto dates = one ? absl::FormatCivilTime(day->first)
                               : absl::FormatCivilTime(day->first) + " to " + absl::FormatCivilTime(last->first);
        text += fmt::format("    {:26}{}\n{}", dates, one ? first.times : first.brief, first.notes);
        day = std::next(last);
    }
    return text;
}

TEST_CASE("a virtual year of slots is the golden table") {
    std::string table;
    for (const auto& place : places()) {
        table += fmt::format("{}{} {}\n", table.empty() ? "" : "\n\n", place.zone, place.year);
        table += schedule_text(place, place.daily);
        table += schedule_text(place, "0 * * * *");
        for (const char* expression : place.at_night)
            table += schedule_text(place, expression);
    }
    const std::string path = ECDSNAP_SOURCE_DIR "/tests/core/schedule/golden/virtual_year.txt";
    if (std::getenv("ECDSNAP_WRITE") != nullptr) std::ofstream(path, std::ios::binary) << table;
    std::ostringstream golden;
    golden << std::ifstream(path, std::ios::binary).rdbuf();
    CHECK(table == golden.str());
}

TEST_CASE("each local date of the year has its daily slot, a date that is left out at the first instant after it") {
    const absl::CivilDay left_out(2011, 12, 30);  // in Apia
    for (const auto& place : places()) {
        CAPTURE(place.zone);
        const auto in = zone(place.zone);
        std::map<absl::CivilDay, std::vector<sys_seconds>> days;
        for (const auto slot : slots_of_year(place, place.daily))
            days[absl::CivilDay(local_of(slot, in))].push_back(slot);
        const bool skips = place.year == 2011;
        for (absl::CivilDay date(place.year, 1, 1); date.year() == place.year; ++date) {
            CAPTURE(absl::FormatCivilTime(date));
            if (skips && date == left_out)
                CHECK_FALSE(days.contains(date));
            else
                CHECK(days[date].size() == (skips && date == left_out + 1 ? 2 : 1));
        }
        if (!skips) continue;
        CHECK(local_of(days[left_out + 1].front(), in) == absl::CivilSecond(2011, 12, 31, 0, 0, 0));
        CHECK(days[left_out + 1].front() == utc("2011-12-30T10:00:00Z"));
    }
}

TEST_CASE("hourly slots of the year are 60 minutes apart, except where the clock is set") {
    for (const auto& place : places()) {
        CAPTURE(place.zone);
        const auto in = zone(place.zone);
        const auto slots = slots_of_year(place, "0 * * * *");
        int odd = 0;
        for (std::size_t i = 1; i < slots.size(); ++i) {
            if (slots[i] - slots[i - 1] == hours{1}) continue;
            ++odd;
            CHECK(clock_changes_between(slots[i - 1], slots[i], in));
            CHECK(slots[i] - slots[i - 1] <= minutes{90});
        }
        // Whole hours leave no trace in elapsed time; Lord Howe sets its clocks by half an hour, twice a year.
        CHECK(odd == (std::string_view(place.zone) == "Australia/Lord_Howe" ? 2 : 0));
    }
}

}  // namespace
}  // namespace ecdsnap::tests
