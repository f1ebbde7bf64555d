#include "core/schedule/due_date.hpp"

#include "core/schedule/set_bits.hpp"

namespace ecdsnap::core {
namespace {

using std::chrono::days;
using std::chrono::local_days;
using std::chrono::local_seconds;
using std::chrono::year;
using std::chrono::year_month;
using std::chrono::year_month_day;

constexpr std::uint32_t all_month_days = 0xfffffffe;
constexpr std::uint16_t all_months = 0x1ffe;
constexpr int days_in_week = 7;

// The weekdays of a week and the one after it.
std::uint64_t two_weeks(const CronFields& fields) {
    return fields.weekdays | std::uint64_t{fields.weekdays} << days_in_week;
}

int weekday_of(local_days date) {
    return static_cast<int>(std::chrono::weekday{date}.c_encoding());
}

bool year_matches(const CronFields& fields, year in) {
    if (fields.any_year) return true;
    const int index = static_cast<int>(in) - first_cron_year;
    return index >= 0 && index < static_cast<int>(fields.years.size()) && fields.years[static_cast<std::size_t>(index)];
}

// `first`: of the month.
std::uint32_t due_days(const CronFields& fields, year_month month, local_days first) {
    if (!(fields.months >> static_cast<unsigned>(month.month()) & 1) || !year_matches(fields, month.year())) return 0;
    const auto length = static_cast<unsigned>((month / std::chrono::last).day());
    return fields.days_by_kind[month_kind(length, std::chrono::weekday{first}.c_encoding())];
}

int number_of(std::chrono::month month) {
    return static_cast<int>(static_cast<unsigned>(month));
}

// The month of the expression's set after / before `month`; the year field is left to due_days.
year_month month_after(const CronFields& fields, year_month month) {
    const int next = bit_from(fields.months, number_of(month.month()) + 1);
    if (next != no_bit) return month.year() / next;
    return (month.year() + std::chrono::years{1}) / lowest_bit(fields.months);
}

year_month month_before(const CronFields& fields, year_month month) {
    const int previous = bit_up_to(fields.months, number_of(month.month()) - 1);
    if (previous != no_bit) return month.year() / previous;
    return (month.year() - std::chrono::years{1}) / highest_bit(fields.months);
}

int day_of(const year_month_day& date) {
    return static_cast<int>(static_cast<unsigned>(date.day()));
}

local_days first_date_of_months(const CronFields& fields, local_days from, local_seconds end) {
    const year_month_day date{from};
    year_month month = date.year() / date.month();
    local_days first = from - days{day_of(date) - 1};
    int day = bit_from(due_days(fields, month, first), day_of(date));
    while (day == no_bit) {
        month = month_after(fields, month);
        first = local_days{month / 1};
        if (first >= end) return no_date;
        day = bit_from(due_days(fields, month, first), 1);
    }
    return first + days{day - 1};
}

local_days last_date_of_months(const CronFields& fields, local_days to, local_seconds begin) {
    const year_month_day date{to};
    year_month month = date.year() / date.month();
    local_days first = to - days{day_of(date) - 1};
    int day = bit_up_to(due_days(fields, month, first), day_of(date));
    while (day == no_bit) {
        if (first <= begin) return no_date;
        month = month_before(fields, month);
        first = local_days{month / 1};
        day = bit_up_to(due_days(fields, month, first), 31);
    }
    return first + days{day - 1};
}

}  // namespace

bool due_by_weekday_alone(const CronFields& fields) {
    constexpr decltype(fields.nth_weekdays) no_weekdays{};
    return fields.days == all_month_days && fields.months == all_months && fields.any_year &&
           fields.day_rule == DayRule::both && fields.last_weekdays == 0 && fields.nth_weekdays == no_weekdays;
}

local_days first_date(const CronFields& fields, local_days from, local_seconds end) {
    if (!fields.weekday_alone) return first_date_of_months(fields, from, end);
    const int today = weekday_of(from);
    return from + days{bit_from(two_weeks(fields), today) - today};
}

local_days last_date(const CronFields& fields, local_days to, local_seconds begin) {
    if (!fields.weekday_alone) return last_date_of_months(fields, to, begin);
    const int today = weekday_of(to) + days_in_week;
    return to + days{bit_up_to(two_weeks(fields), today) - today};
}

}  // namespace ecdsnap::core
