#include "core/schedule/cron_warnings.hpp"

#include <fmt/format.h>

#include <bit>

namespace ecdsnap::core {
namespace {

using Kind = CronFieldKind;

constexpr std::uint8_t all_weekdays = 0x7f;
constexpr std::uint32_t all_month_days = 0xfffffffe;

// A lone `*` (or Quartz's `?`) restricts nothing.
bool restricted(const StarUse& star) {
    return star.step != 1;
}

void warn_about_day_rule(const CronFields& fields, std::vector<std::string>& warnings) {
    const auto& day = fields.star(Kind::day);
    const auto& weekday = fields.star(Kind::weekday);
    if (!restricted(day) || !restricted(weekday)) return;
    if (fields.day_rule == DayRule::both) {
        const auto* const which = day.first ? "day" : "weekday";
        warnings.push_back(
            fmt::format("the {} field starts with '*', so day and weekday must both match, as in Vixie cron; other "
                        "programs run when one of them matches: write the {}s out to be clear",
                        which, which));
    } else if (fields.weekdays == all_weekdays || fields.days == all_month_days) {
        warnings.push_back(
            fmt::format("the {} field names every value, so this is due every day: write '*' in it "
                        "if the other field was meant to decide",
                        fields.weekdays == all_weekdays ? "weekday" : "day"));
    } else if (day.in_list || weekday.in_list) {
        warnings.emplace_back("a '*' inside a list of the day or weekday field makes this due every day");
    }
}

// `*/35` in the minute field is minute 0 and 35 of every hour, and not every 35 minutes.
void warn_about_uneven_step(const StarUse& star, int size, std::uint64_t values, std::string_view unit,
                            std::string_view whole, std::vector<std::string>& warnings) {
    if (star.step <= 1 || size % star.step == 0) return;
    const int last = 63 - std::countl_zero(values);
    warnings.push_back(
        fmt::format("'*/{0}' starts anew every {2}: after {1} {3} comes {1} 0, which is {4} and not {0} "
                    "{1}s later",
                    star.step, unit, whole, last, size - last));
}

}  // namespace

std::vector<std::string> cron_warnings(const CronFields& fields) {
    std::vector<std::string> warnings;
    warn_about_day_rule(fields, warnings);
    warn_about_uneven_step(fields.star(Kind::second), 60, fields.seconds, "second", "minute", warnings);
    warn_about_uneven_step(fields.star(Kind::minute), 60, fields.minutes, "minute", "hour", warnings);
    warn_about_uneven_step(fields.star(Kind::hour), 24, fields.hours, "hour", "day", warnings);
    return warnings;
}

}  // namespace ecdsnap::core
