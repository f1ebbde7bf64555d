#include "core/schedule/cron_item.hpp"

#include <fmt/format.h>

#include <array>

namespace ecdsnap::core {
namespace {

using Kind = CronFieldKind;

constexpr std::array<std::string_view, 12> month_words{"jan", "feb", "mar", "apr", "may", "jun",
                                                       "jul", "aug", "sep", "oct", "nov", "dec"};
constexpr std::array<std::string_view, 7> weekday_words{"sun", "mon", "tue", "wed", "thu", "fri", "sat"};

// A step has to be smaller than the field is wide, or it only ever meets the first value. Weekdays are counted from 0
// to 7.
const std::array<CronFieldRule, cron_field_kinds> cron_rules{{
    {Kind::second, "second", 0, 59, 59, {}, 0},
    {Kind::minute, "minute", 0, 59, 59, {}, 0},
    {Kind::hour, "hour", 0, 23, 23, {}, 0},
    {Kind::day, "day", 1, 31, 30, {}, 0},
    {Kind::month, "month", 1, 12, 11, month_words, 1},
    {Kind::weekday, "weekday", 0, 7, 7, weekday_words, 0},
    {Kind::year, "year", first_cron_year, last_cron_year, last_cron_year - first_cron_year, {}, 0},
}};

// Quartz's own limits for steps: 59, 59, 23, 31, 12, 7.
const std::array<CronFieldRule, cron_field_kinds> quartz_rules{{
    {Kind::second, "second", 0, 59, 59, {}, 0},
    {Kind::minute, "minute", 0, 59, 59, {}, 0},
    {Kind::hour, "hour", 0, 23, 23, {}, 0},
    {Kind::day, "day", 1, 31, 31, {}, 0},
    {Kind::month, "month", 1, 12, 12, month_words, 1},
    {Kind::weekday, "weekday", 1, 7, 7, weekday_words, 1},
    {Kind::year, "year", first_cron_year, last_cron_year, last_cron_year - first_cron_year, {}, 0},
}};

}  // namespace

const CronFieldRule& field_rule(CronFieldKind kind, CronDialect dialect) {
    return (dialect == CronDialect::quartz ? quartz_rules : cron_rules)[static_cast<std::size_t>(kind)];
}

std::string allowed_in(const CronFieldRule& rule, CronDialect dialect) {
    const bool quartz = dialect == CronDialect::quartz;
    std::string text = fmt::format("{}-{}", rule.least, rule.most);
    if (!rule.words.empty()) text += fmt::format(", {}-{}", rule.words.front(), rule.words.back());
    text += quartz ? ", *, */n, a/n, a-b, a-b/n" : ", *, */n, a-b, a-b/n";
    if (rule.kind == Kind::day) text += quartz ? ", ?, L, L-n, LW, nW, L-nW" : ", L, L-n, LW, nW";
    if (rule.kind == Kind::weekday) text += quartz ? ", ?, L, d#n, dL" : ", d#n, dL";
    return text + ", lists of these";
}

}  // namespace ecdsnap::core
