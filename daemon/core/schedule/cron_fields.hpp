// What a cron expression says once it is read: sets as bits, whatever dialect it was written in.
#pragma once

#include <array>
#include <bitset>
#include <cstdint>

namespace ecdsnap::core {

inline constexpr int first_cron_year = 1970;
inline constexpr int last_cron_year = 2199;
using CronYears = std::bitset<last_cron_year - first_cron_year + 1>;

enum class CronFieldKind : std::uint8_t { second, minute, hour, day, month, weekday, year };
inline constexpr std::size_t cron_field_kinds = 7;

enum class DayRule : std::uint8_t {
    both,    // a date is due when its day and its weekday match (an unrestricted field matches always)
    either,  // both fields are restricted: one match is enough
};

// How `*` was used in a field; kept for the day rule, for warnings and for the wording in plain English.
struct StarUse {
    bool first = false;     // the field starts with `*`, which also `*/2` and `*,5` do
    bool in_list = false;   // the field is a list with `*` among its items
    std::uint8_t step = 0;  // n when the whole field is `*/n`, 1 when it is `*` or `?`, otherwise 0

    friend bool operator==(const StarUse&, const StarUse&) = default;
};

// A month's days follow from its length (28-31) and the weekday of its first day (Sunday = 0): there are 28 kinds.
inline constexpr std::size_t month_kinds = 28;
constexpr std::size_t month_kind(unsigned length, unsigned first_weekday) {
    return (length - 28) * 7 + first_weekday;
}

struct CronFields {
    std::uint64_t seconds = 0;                   // bits 0-59
    std::uint64_t minutes = 0;                   // bits 0-59
    std::uint32_t hours = 0;                     // bits 0-23
    std::uint32_t days = 0;                      // bits 1-31
    std::uint32_t days_before_last = 0;          // bit n: L-n; bit 0: L
    std::uint32_t weekdays_before_last = 0;      // bit n: the weekday (Monday to Friday) nearest to L-n; bit 0: LW
    std::uint32_t nearest_weekdays = 0;          // bit n: nW, the weekday nearest to day n, inside the month
    std::uint16_t months = 0;                    // bits 1-12
    std::uint8_t weekdays = 0;                   // bits 0-6, Sunday = 0
    std::uint8_t last_weekdays = 0;              // bit d: dL, the last such weekday of the month
    std::array<std::uint8_t, 5> nth_weekdays{};  // [n - 1] bit d: d#n, the nth such weekday of the month
    DayRule day_rule = DayRule::both;
    bool any_year = true;    // false: `years` holds
    bool fixed_time = true;  // no `*`, `?` or `/` in second, minute, hour: runs once when a local hour comes twice
    bool nearest_needs_day = true;  // nW skips a month without a day n (Quartz: takes the month's last weekday)
    bool weekday_alone = false;     // a date is due by its weekday alone (due_date.hpp); follows from the others
    CronYears years;                // index: year - first_cron_year
    std::array<std::uint32_t, month_kinds>
        days_by_kind{};  // due days of a month (month_days.hpp); follows from the others
    std::array<StarUse, cron_field_kinds> stars{};

    const StarUse& star(CronFieldKind kind) const { return stars[static_cast<std::size_t>(kind)]; }
    StarUse& star(CronFieldKind kind) { return stars[static_cast<std::size_t>(kind)]; }

    friend bool operator==(const CronFields&, const CronFields&) = default;
};

}  // namespace ecdsnap::core
