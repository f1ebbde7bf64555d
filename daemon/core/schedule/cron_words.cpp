#include "core/schedule/cron_words.hpp"

#include <fmt/format.h>

#include <array>
#include <bit>
#include <span>

namespace ecdsnap::core {
namespace {

constexpr std::uint64_t all_of_sixty = (std::uint64_t{1} << 60) - 1;
constexpr std::uint32_t all_hours = 0xffffff;
constexpr std::uint32_t all_month_days = 0xfffffffe;
constexpr std::uint16_t all_months = 0x1ffe;
constexpr std::uint8_t all_weekdays = 0x7f;
constexpr std::size_t most_clock_times = 6;   // more are told as "minute ... of hours ..."
constexpr std::size_t shortest_sequence = 5;  // 0, 7, 14 ... 56

constexpr std::array<std::string_view, 12> month_names{"January",   "February", "March",    "April",
                                                       "May",       "June",     "July",     "August",
                                                       "September", "October",  "November", "December"};
constexpr std::array<std::string_view, 7> weekday_names{"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                        "Thursday", "Friday", "Saturday"};
constexpr std::array<std::string_view, 5> ordinals{"first", "second", "third", "fourth", "fifth"};

// "a", "a and b", "a, b and c"
std::string joined(std::span<const std::string> parts, std::string_view last_word) {
    std::string text;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (i > 0) text += i + 1 == parts.size() ? fmt::format(" {} ", last_word) : ", ";
        text += parts[i];
    }
    return text;
}

template <class Set>
std::vector<int> values_of(const Set& set, int size) {
    std::vector<int> values;
    for (int i = 0; i < size; ++i)
        if (set >> i & 1) values.push_back(i);
    return values;
}

// "0, 7, 14 ... 56" or "1-5, 8 and 10": runs of three and more as ranges. `name` says how one value is written.
template <class Name>
std::string list_of(const std::vector<int>& values, Name name) {
    const int step = values.size() > 1 ? values[1] - values[0] : 0;
    bool even = values.size() >= shortest_sequence && step > 1;
    for (std::size_t i = 1; i < values.size(); ++i)
        even = even && values[i] - values[i - 1] == step;
    if (even)
        return fmt::format("{}, {}, {} ... {}", name(values[0]), name(values[1]), name(values[2]), name(values.back()));
    std::vector<std::string> parts;
    for (std::size_t i = 0; i < values.size();) {
        std::size_t last = i;
        while (last + 1 < values.size() && values[last + 1] == values[last] + 1)
            ++last;
        if (last - i >= 2) {
            parts.push_back(fmt::format("{}-{}", name(values[i]), name(values[last])));
        } else {
            for (std::size_t j = i; j <= last; ++j)
                parts.push_back(name(values[j]));
        }
        i = last + 1;
    }
    return joined(parts, "and");
}

std::string number(int value) {
    return std::to_string(value);
}

std::string numbers(std::string_view noun, const std::vector<int>& values) {
    return fmt::format("{}{} {}", noun, values.size() == 1 ? "" : "s", list_of(values, number));
}

bool even_step(const StarUse& star, int size) {
    return star.step > 1 && size % star.step == 0;
}

// "every minute", "every 15 minutes", "at minute 5", "at minutes 0 and 20"; also for seconds.
std::string sixty_phrase(std::string_view noun, std::uint64_t set, const StarUse& star) {
    if (set == all_of_sixty) return fmt::format("every {}", noun);
    if (even_step(star, 60)) return fmt::format("every {} {}s", star.step, noun);
    return "at " + numbers(noun, values_of(set, 60));
}

enum class AfterMinutes { listed, repeated };  // "at minute 5 of hours 1-3", "every 15 minutes during hours 1-3"

std::string hour_phrase(const CronFields& fields, AfterMinutes minutes) {
    const bool listed = minutes == AfterMinutes::listed;
    if (fields.hours == all_hours) return listed ? " of every hour" : "";
    return (listed ? " of " : " during ") + numbers("hour", values_of(fields.hours, 24));
}

std::string time_phrase(const CronFields& fields) {
    const auto hours = values_of(fields.hours, 24);
    const auto minutes = values_of(fields.minutes, 60);
    const auto seconds = values_of(fields.seconds, 60);
    const bool on_the_minute = fields.seconds == 1;
    if (hours.size() * minutes.size() * seconds.size() <= most_clock_times) {
        std::vector<std::string> times;
        for (const int h : hours)
            for (const int m : minutes)
                for (const int s : seconds)
                    times.push_back(on_the_minute ? fmt::format("{:02}:{:02}", h, m)
                                                  : fmt::format("{:02}:{:02}:{:02}", h, m, s));
        return "at " + joined(times, "and");
    }
    if (on_the_minute) {
        const std::string minute = sixty_phrase("minute", fields.minutes, fields.star(CronFieldKind::minute));
        return minute + hour_phrase(fields, minute.starts_with("at ") ? AfterMinutes::listed : AfterMinutes::repeated);
    }
    const std::string second = sixty_phrase("second", fields.seconds, fields.star(CronFieldKind::second));
    if (fields.minutes == all_of_sixty) {
        return second + (second.starts_with("at ") ? " of every minute" : "") +
               hour_phrase(fields, AfterMinutes::repeated);
    }
    return fmt::format("{} of {}{}", second, numbers("minute", minutes), hour_phrase(fields, AfterMinutes::listed));
}

std::string days_phrase(const CronFields& fields) {
    std::vector<std::string> parts;
    if (const auto days = values_of(fields.days, 32); !days.empty()) parts.push_back(numbers("day", days));
    for (const int before : values_of(fields.days_before_last, 31))
        parts.push_back(before == 0 ? "the last day" : fmt::format("the day {} before the last", before));
    for (const int before : values_of(fields.weekdays_before_last, 31))
        parts.push_back(before == 0 ? "the last weekday"
                                    : fmt::format("the weekday nearest to {} before the last day", before));
    for (const int day : values_of(fields.nearest_weekdays, 32))
        parts.push_back(fmt::format("the weekday nearest to day {}", day));
    return joined(parts, "or") + " of the month";
}

std::string weekday_name(int weekday) {
    return std::string(weekday_names[static_cast<std::size_t>(weekday)]);
}

std::string weekdays_phrase(const CronFields& fields) {
    std::vector<std::string> parts;
    // Told from Monday on, so that fri-sun is one range: Sunday comes last.
    auto week = values_of(fields.weekdays >> 1, 6);
    if (fields.weekdays & 1) week.push_back(6);
    if (!week.empty()) parts.push_back(list_of(week, [](int day) { return weekday_name((day + 1) % 7); }));
    for (std::size_t nth = 0; nth < fields.nth_weekdays.size(); ++nth)
        for (const int day : values_of(fields.nth_weekdays[nth], 7))
            parts.push_back(fmt::format("the {} {} of the month", ordinals[nth], weekday_name(day)));
    for (const int day : values_of(fields.last_weekdays, 7))
        parts.push_back(fmt::format("the last {} of the month", weekday_name(day)));
    return joined(parts, "or");
}

std::string date_phrase(const CronFields& fields) {
    const bool any_day = fields.days == all_month_days;
    const bool any_weekday = fields.weekdays == all_weekdays;
    if (fields.day_rule == DayRule::either) {
        if (any_day || any_weekday) return "every day";
        return fmt::format("on {} or on {}", days_phrase(fields), weekdays_phrase(fields));
    }
    if (any_day && any_weekday) return "every day";
    if (any_weekday) return "on " + days_phrase(fields);
    if (any_day) return "on " + weekdays_phrase(fields);
    return fmt::format("on {} when it is {}", days_phrase(fields), weekdays_phrase(fields));
}

std::string months_phrase(const CronFields& fields) {
    std::string text;
    if (fields.months != all_months)
        text += " in " + list_of(values_of(fields.months, 13), [](int month) {
                    return std::string(month_names[static_cast<std::size_t>(month - 1)]);
                });
    if (fields.any_year) return text;
    std::vector<int> years;
    for (std::size_t i = 0; i < fields.years.size(); ++i)
        if (fields.years[i]) years.push_back(first_cron_year + static_cast<int>(i));
    return text + " in " + list_of(years, number);
}

}  // namespace

std::string describe(const CronExpression& expression) {
    const auto& fields = expression.fields();
    return time_phrase(fields) + " " + date_phrase(fields) + months_phrase(fields);
}

}  // namespace ecdsnap::core
