#include "core/schedule/local_match.hpp"

#include "core/schedule/due_date.hpp"
#include "core/schedule/set_bits.hpp"

namespace ecdsnap::core {
namespace {

using std::chrono::days;
using std::chrono::local_seconds;
using std::chrono::seconds;

constexpr int time_of(int hour, int minute, int second) {
    return hour * 3600 + minute * 60 + second;
}

constexpr int end_of_day = time_of(23, 59, 59);

// Second of the day: the first match at or after `from`, or no_bit.
int first_time(const CronFields& fields, int from) {
    const int hour = from / 3600;
    const int minute = from / 60 % 60;
    if (fields.hours >> hour & 1) {
        if (fields.minutes >> minute & 1)
            if (const int s = bit_from(fields.seconds, from % 60); s != no_bit) return time_of(hour, minute, s);
        if (const int m = bit_from(fields.minutes, minute + 1); m != no_bit)
            return time_of(hour, m, lowest_bit(fields.seconds));
    }
    const int h = bit_from(fields.hours, hour + 1);
    return h == no_bit ? no_bit : time_of(h, lowest_bit(fields.minutes), lowest_bit(fields.seconds));
}

// Second of the day: the last match at or before `to`, or no_bit.
int last_time(const CronFields& fields, int to) {
    const int hour = to / 3600;
    const int minute = to / 60 % 60;
    if (fields.hours >> hour & 1) {
        if (fields.minutes >> minute & 1)
            if (const int s = bit_up_to(fields.seconds, to % 60); s != no_bit) return time_of(hour, minute, s);
        if (const int m = bit_up_to(fields.minutes, minute - 1); m != no_bit)
            return time_of(hour, m, highest_bit(fields.seconds));
    }
    const int h = bit_up_to(fields.hours, hour - 1);
    return h == no_bit ? no_bit : time_of(h, highest_bit(fields.minutes), highest_bit(fields.seconds));
}

}  // namespace

local_seconds first_match(const CronFields& fields, local_seconds from, local_seconds end) {
    if (from >= end) return no_match;
    const auto today = std::chrono::floor<days>(from);
    const int left_today = first_time(fields, static_cast<int>((from - today).count()));
    const auto date = first_date(fields, left_today == no_bit ? today + days{1} : today, end);
    if (date == no_date) return no_match;
    const local_seconds match = date + seconds{date == today ? left_today : first_time(fields, 0)};
    return match < end ? match : no_match;
}

local_seconds last_match(const CronFields& fields, local_seconds begin, local_seconds end) {
    if (begin >= end) return no_match;
    const local_seconds last = end - seconds{1};
    const auto today = std::chrono::floor<days>(last);
    const int passed_today = last_time(fields, static_cast<int>((last - today).count()));
    const auto date = last_date(fields, passed_today == no_bit ? today - days{1} : today, begin);
    if (date == no_date) return no_match;
    const local_seconds match = date + seconds{date == today ? passed_today : last_time(fields, end_of_day)};
    return match >= begin ? match : no_match;
}

}  // namespace ecdsnap::core
