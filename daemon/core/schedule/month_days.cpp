#include "core/schedule/month_days.hpp"

#include <bit>

namespace ecdsnap::core {
namespace {

using std::chrono::year;
using std::chrono::year_month;

struct Month {
    unsigned first_weekday;  // of day 1, Sunday = 0
    unsigned length;         // 28-31

    std::uint32_t days_from_to(unsigned first, unsigned last) const {
        return static_cast<std::uint32_t>((std::uint64_t{2} << last) - (std::uint64_t{1} << first));
    }
    std::uint32_t all_days() const { return days_from_to(1, length); }
    unsigned weekday_of(unsigned day) const { return (first_weekday + day - 1) % 7; }
};

Month shape_of(year_month month) {
    const std::chrono::sys_days first{month / 1};
    const auto last = (month / std::chrono::last).day();
    return {std::chrono::weekday{first}.c_encoding(), static_cast<unsigned>(last)};
}

// The weekday set turned so that bit i stands for day 1 + i, repeated over the month.
std::uint32_t days_on(std::uint8_t weekdays, const Month& month) {
    const std::uint32_t twice = weekdays | (std::uint32_t{weekdays} << 7);
    const std::uint64_t week = (twice >> month.first_weekday) & 0x7f;
    const std::uint64_t weeks = week | week << 7 | week << 14 | week << 21 | week << 28;
    return static_cast<std::uint32_t>(weeks << 1) & month.all_days();
}

// The Monday-to-Friday day nearest to `day` that lies in the same month.
unsigned nearest_weekday(unsigned day, const Month& month) {
    const unsigned weekday = month.weekday_of(day);
    if (weekday == 6) return day > 1 ? day - 1 : day + 2;
    if (weekday == 0) return day < month.length ? day + 1 : day - 2;
    return day;
}

std::uint32_t days_by_date(const CronFields& fields, const Month& month) {
    std::uint32_t days = fields.days & month.all_days();
    for (unsigned before = 0; before < month.length && fields.days_before_last >> before != 0; ++before)
        if (fields.days_before_last >> before & 1) days |= 1u << (month.length - before);
    for (unsigned before = 0; before < month.length && fields.weekdays_before_last >> before != 0; ++before)
        if (fields.weekdays_before_last >> before & 1) days |= 1u << nearest_weekday(month.length - before, month);
    for (unsigned day = 1; day <= 31 && fields.nearest_weekdays >> day != 0; ++day) {
        if (!(fields.nearest_weekdays >> day & 1)) continue;
        if (day <= month.length)
            days |= 1u << nearest_weekday(day, month);
        else if (!fields.nearest_needs_day)
            days |= 1u << nearest_weekday(month.length, month);
    }
    return days;
}

std::uint32_t days_by_weekday(const CronFields& fields, const Month& month) {
    std::uint32_t days = days_on(fields.weekdays, month);
    for (unsigned nth = 0; nth < fields.nth_weekdays.size(); ++nth)
        if (fields.nth_weekdays[nth] != 0)
            days |= days_on(fields.nth_weekdays[nth], month) & month.days_from_to(7 * nth + 1, 7 * nth + 7);
    if (fields.last_weekdays != 0)
        days |= days_on(fields.last_weekdays, month) & month.days_from_to(month.length - 6, month.length);
    return days;
}

std::uint32_t matching_days_of(const CronFields& fields, const Month& month) {
    const auto by_date = days_by_date(fields, month);
    const auto by_weekday = days_by_weekday(fields, month);
    return fields.day_rule == DayRule::both ? by_date & by_weekday : by_date | by_weekday;
}

bool has_matching_date_in(const CronFields& fields, year in) {
    for (unsigned month = 1; month <= 12; ++month)
        if (fields.months >> month & 1 && matching_days(fields, in / std::chrono::month{month}) != 0) return true;
    return false;
}

}  // namespace

std::uint32_t matching_days(const CronFields& fields, year_month month) {
    return matching_days_of(fields, shape_of(month));
}

std::array<std::uint32_t, month_kinds> days_by_kind(const CronFields& fields) {
    std::array<std::uint32_t, month_kinds> days{};
    for (unsigned length = 28; length <= 31; ++length)
        for (unsigned weekday = 0; weekday < 7; ++weekday)
            days[month_kind(length, weekday)] = matching_days_of(fields, {weekday, length});
    return days;
}

bool has_matching_date(const CronFields& fields) {
    // 28 years that all begin differently or differ in length: every Gregorian year looks like one of them.
    if (fields.any_year) {
        for (int y = 2000; y < 2028; ++y)
            if (has_matching_date_in(fields, year{y})) return true;
        return false;
    }
    for (std::size_t i = 0; i < fields.years.size(); ++i)
        if (fields.years[i] && has_matching_date_in(fields, year{first_cron_year + static_cast<int>(i)})) return true;
    return false;
}

}  // namespace ecdsnap::core
