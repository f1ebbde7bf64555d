#include "core/schedule/cron_words.hpp"

#include "core/schedule/day_time_words.hpp"
#include "core/schedule/word_list.hpp"

#include <fmt/format.h>

#include <array>

namespace ecdsnap::core {
namespace {

constexpr std::uint32_t all_month_days = 0xfffffffe;
constexpr std::uint16_t all_months = 0x1ffe;
constexpr std::uint8_t all_weekdays = 0x7f;

std::string month_name(int month) {
    static constexpr std::array<std::string_view, 12> names{"January",   "February", "March",    "April",
                                                            "May",       "June",     "July",     "August",
                                                            "September", "October",  "November", "December"};
    return std::string(names[static_cast<std::size_t>(month - 1)]);
}

std::string weekday_name(int weekday) {
    static constexpr std::array<std::string_view, 7> names{"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                           "Thursday", "Friday", "Saturday"};
    return std::string(names[static_cast<std::size_t>(weekday)]);
}

std::string ordinal(std::size_t nth) {
    static constexpr std::array<std::string_view, 5> names{"first", "second", "third", "fourth", "fifth"};
    return std::string(names[nth]);
}

// Which months an expression is due in, in the two places where that is said.
struct MonthWords {
    std::string of = " of the month";  // "the last day of March"
    std::string in;                    // "Friday in March"
};

MonthWords month_words(const CronFields& fields) {
    if (fields.months == all_months) return {};
    const auto names = list_of(values_of(fields.months, 13), month_name);
    return {" of " + names, " in " + names};
}

std::string day_words(const CronFields& fields, const MonthWords& months) {
    std::vector<std::string> parts;
    if (const auto days = values_of(fields.days, 32); !days.empty()) parts.push_back(numbers("day", days));
    for (const int before : values_of(fields.days_before_last, 31))
        parts.push_back(before == 0 ? "the last day" : fmt::format("the day {} before the last", before));
    for (const int before : values_of(fields.weekdays_before_last, 31))
        parts.push_back(before == 0 ? "the last weekday"
                                    : fmt::format("the weekday nearest to {} before the last day", before));
    for (const int day : values_of(fields.nearest_weekdays, 32))
        parts.push_back(fmt::format("the weekday nearest to day {}", day));
    return joined(parts, "or") + months.of;
}

// An expression has plain weekdays or such of a month, never both.
std::string weekday_words(const CronFields& fields, const MonthWords& months) {
    // Told from Monday on, so that fri-sun is one range: Sunday comes last.
    auto week = values_of(fields.weekdays >> 1, 6);
    if (fields.weekdays & 1) week.push_back(6);
    if (!week.empty()) return list_of(week, [](int day) { return weekday_name((day + 1) % 7); }) + months.in;
    std::vector<std::string> parts;
    for (std::size_t nth = 0; nth < fields.nth_weekdays.size(); ++nth)
        for (const int day : values_of(fields.nth_weekdays[nth], 7))
            parts.push_back(fmt::format("the {} {}", ordinal(nth), weekday_name(day)));
    for (const int day : values_of(fields.last_weekdays, 7))
        parts.push_back(fmt::format("the last {}", weekday_name(day)));
    return joined(parts, "or") + months.of;
}

std::string date_words(const CronFields& fields) {
    const bool any_day = fields.days == all_month_days;
    const bool any_weekday = fields.weekdays == all_weekdays;
    const MonthWords months = month_words(fields);
    if (any_day && any_weekday) return "every day" + months.in;
    if (fields.day_rule == DayRule::either) {
        if (any_day || any_weekday) return "every day" + months.in;
        return fmt::format("on {} or on {}", day_words(fields, months), weekday_words(fields, months));
    }
    if (any_weekday) return "on " + day_words(fields, months);
    if (any_day) return "on " + weekday_words(fields, months);
    return fmt::format("on {} when it is {}", day_words(fields, months), weekday_words(fields, {}));
}

std::string year_words(const CronFields& fields) {
    if (fields.any_year) return {};
    std::vector<int> years;
    for (std::size_t i = 0; i < fields.years.size(); ++i)
        if (fields.years[i]) years.push_back(first_cron_year + static_cast<int>(i));
    return " in " + list_of(years, [](int year) { return std::to_string(year); });
}

}  // namespace

std::string describe(const CronExpression& expression) {
    const auto& fields = expression.fields();
    return day_time_words(fields) + " " + date_words(fields) + year_words(fields);
}

}  // namespace ecdsnap::core
