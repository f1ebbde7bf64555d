#include "core/schedule/local_match.hpp"

#include "core/schedule/month_days.hpp"

#include <bit>

namespace ecdsnap::core {
namespace {

using std::chrono::days;
using std::chrono::local_days;
using std::chrono::local_seconds;
using std::chrono::seconds;
using std::chrono::year;
using std::chrono::year_month;
using std::chrono::year_month_day;

constexpr int none = -1;

// The lowest set bit >= from (0 <= from < 64), or none.
int bit_from(std::uint64_t set, int from) {
    const std::uint64_t rest = set >> from;
    return rest == 0 ? none : from + std::countr_zero(rest);
}

// The highest set bit <= to (to < 64), or none.
int bit_up_to(std::uint64_t set, int to) {
    if (to < 0) return none;
    const std::uint64_t rest = set << (63 - to);
    return rest == 0 ? none : to - std::countl_zero(rest);
}

constexpr int time_of(int hour, int minute, int second) {
    return hour * 3600 + minute * 60 + second;
}

int highest(std::uint64_t set) {
    return 63 - std::countl_zero(set);
}
int lowest(std::uint64_t set) {
    return std::countr_zero(set);
}

// Second of the day: the first match at or after `from`, or none.
int first_time(const CronFields& fields, int from) {
    const int hour = from / 3600;
    const int minute = from / 60 % 60;
    if (fields.hours >> hour & 1) {
        if (fields.minutes >> minute & 1)
            if (const int s = bit_from(fields.seconds, from % 60); s != none) return time_of(hour, minute, s);
        if (const int m = bit_from(fields.minutes, minute + 1); m != none)
            return time_of(hour, m, lowest(fields.seconds));
    }
    const int h = bit_from(fields.hours, hour + 1);
    return h == none ? none : time_of(h, lowest(fields.minutes), lowest(fields.seconds));
}

// Second of the day: the last match at or before `to`, or none.
int last_time(const CronFields& fields, int to) {
    const int hour = to / 3600;
    const int minute = to / 60 % 60;
    if (fields.hours >> hour & 1) {
        if (fields.minutes >> minute & 1)
            if (const int s = bit_up_to(fields.seconds, to % 60); s != none) return time_of(hour, minute, s);
        if (const int m = bit_up_to(fields.minutes, minute - 1); m != none)
            return time_of(hour, m, highest(fields.seconds));
    }
    const int h = bit_up_to(fields.hours, hour - 1);
    return h == none ? none : time_of(h, highest(fields.minutes), highest(fields.seconds));
}

bool year_matches(const CronFields& fields, year in) {
    if (fields.any_year) return true;
    const int index = static_cast<int>(in) - first_cron_year;
    return index >= 0 && index < static_cast<int>(fields.years.size()) && fields.years[static_cast<std::size_t>(index)];
}

std::uint32_t due_days(const CronFields& fields, year_month month) {
    if (!(fields.months >> static_cast<unsigned>(month.month()) & 1) || !year_matches(fields, month.year())) return 0;
    return matching_days(fields, month);
}

// The month of the expression's set after / before `month`; the year field is left to due_days.
year_month month_after(const CronFields& fields, year_month month) {
    const int m = bit_from(fields.months, static_cast<int>(static_cast<unsigned>(month.month())) + 1);
    if (m != none) return month.year() / m;
    return (month.year() + std::chrono::years{1}) / lowest(fields.months);
}

year_month month_before(const CronFields& fields, year_month month) {
    const int m = bit_up_to(fields.months, static_cast<int>(static_cast<unsigned>(month.month())) - 1);
    if (m != none) return month.year() / m;
    return (month.year() - std::chrono::years{1}) / highest(fields.months);
}

local_days date_of(year_month month, int day) {
    return local_days{month / 1} + days{day - 1};
}

}  // namespace

std::optional<local_seconds> first_match(const CronFields& fields, local_seconds from, local_seconds end) {
    if (from >= end) return std::nullopt;
    const auto today = std::chrono::floor<days>(from);
    const year_month_day date{today};
    year_month month = date.year() / date.month();
    std::uint64_t due = due_days(fields, month);
    int day = static_cast<int>(static_cast<unsigned>(date.day()));
    if (due >> day & 1) {
        const int time = first_time(fields, static_cast<int>((from - today).count()));
        if (time != none) {
            const local_seconds match = today + seconds{time};
            return match < end ? std::optional(match) : std::nullopt;
        }
    }
    day = bit_from(due, day + 1);
    while (day == none) {
        month = month_after(fields, month);
        if (local_days{month / 1} >= end) return std::nullopt;
        due = due_days(fields, month);
        day = bit_from(due, 1);
    }
    const local_seconds match = date_of(month, day) + seconds{first_time(fields, 0)};
    return match < end ? std::optional(match) : std::nullopt;
}

std::optional<local_seconds> last_match(const CronFields& fields, local_seconds begin, local_seconds end) {
    if (begin >= end) return std::nullopt;
    const local_seconds last = end - seconds{1};
    const auto today = std::chrono::floor<days>(last);
    const year_month_day date{today};
    year_month month = date.year() / date.month();
    std::uint64_t due = due_days(fields, month);
    int day = static_cast<int>(static_cast<unsigned>(date.day()));
    if (due >> day & 1) {
        const int time = last_time(fields, static_cast<int>((last - today).count()));
        if (time != none) {
            const local_seconds match = today + seconds{time};
            return match >= begin ? std::optional(match) : std::nullopt;
        }
    }
    day = bit_up_to(due, day - 1);
    while (day == none) {
        if (local_days{month / 1} <= begin) return std::nullopt;
        month = month_before(fields, month);
        due = due_days(fields, month);
        day = bit_up_to(due, 31);
    }
    const int end_of_day = time_of(23, 59, 59);
    const local_seconds match = date_of(month, day) + seconds{last_time(fields, end_of_day)};
    return match >= begin ? std::optional(match) : std::nullopt;
}

}  // namespace ecdsnap::core
