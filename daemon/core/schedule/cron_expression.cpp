#include "core/schedule/cron_expression.hpp"

#include "core/schedule/cron_field.hpp"
#include "core/schedule/cron_warnings.hpp"
#include "core/schedule/due_date.hpp"
#include "core/schedule/month_days.hpp"
#include "core/text/edit_distance.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>

namespace ecdsnap::core {
namespace {

using Kind = CronFieldKind;

constexpr std::size_t longest_text = 1000;  // characters; every expression that says something new is shorter
constexpr std::size_t most_fields = 16;     // more are counted as an error without looking at them

struct Macro {
    std::string_view name;
    std::string_view fields;
};
constexpr std::array<Macro, 7> macros{{{"@yearly", "0 0 1 1 *"},
                                       {"@annually", "0 0 1 1 *"},
                                       {"@monthly", "0 0 1 * *"},
                                       {"@weekly", "0 0 * * 0"},
                                       {"@daily", "0 0 * * *"},
                                       {"@midnight", "0 0 * * *"},
                                       {"@hourly", "0 * * * *"}}};

bool is_blank(char c) {
    return c == ' ' || c == '\t';
}

struct Split {
    std::array<CronFieldText, most_fields> fields;
    std::size_t count = 0;  // may be larger than most_fields
};

Split split(std::string_view text) {
    Split result;
    for (std::size_t i = 0; i < text.size();) {
        if (is_blank(text[i])) {
            ++i;
            continue;
        }
        std::size_t end = i;
        while (end < text.size() && !is_blank(text[end]))
            ++end;
        if (result.count < most_fields) result.fields[result.count] = {text.substr(i, end - i), i + 1};
        ++result.count;
        i = end;
    }
    return result;
}

std::optional<TextError> refuse_strange_text(std::string_view text) {
    if (text.size() > longest_text)
        return TextError{
            longest_text + 1, "the expression is too long", fmt::format("{} characters", longest_text), {}};
    for (std::size_t i = 0; i < text.size(); ++i)
        if (!is_blank(text[i]) && (text[i] < '!' || text[i] > '~'))
            return TextError{i + 1,
                             fmt::format("{} is not part of a cron expression", shown(text[i])),
                             "ASCII letters, digits, blanks and * , - / # @",
                             {}};
    return std::nullopt;
}

// Things of other programs that a person may well have copied: each gets told what to use here.
std::optional<TextError> refuse_foreign_syntax(const Split& parts) {
    const auto& first = parts.fields[0];
    if (first.text.starts_with("CRON_TZ=") || first.text.starts_with("TZ="))
        return TextError{first.column,
                         "the time zone is not part of the expression",
                         {},
                         "use the key timezone, e.g. timezone: Asia/Shanghai"};
    if (first.text == "@reboot")
        return TextError{first.column, "@reboot is not a time", {}, "a schedule needs times that can be foreseen"};
    if (first.text == "@every")
        return TextError{
            first.column, "@every is not part of a cron expression", {}, "use the key every, e.g. every: 6h"};
    for (const auto& field : std::span(parts.fields).first(std::min(parts.count, most_fields))) {
        const auto at = [&](char c) { return field.column + field.text.find(c); };
        if (field.text.starts_with('H') || field.text.starts_with('R'))
            return TextError{field.column,
                             "'H' and 'R' (spread values) are not part of this dialect",
                             {},
                             "write the time and use the key spread"};
        if (field.text.find('~') != std::string_view::npos)
            return TextError{at('~'), "'~' (a random value) is not part of this dialect", {}, "use the key spread"};
        if (field.text == "$")
            return TextError{field.column, "'$' is not part of this dialect", {}, "the last day of the month is L"};
    }
    return std::nullopt;
}

std::span<const Kind> kinds_of(CronDialect dialect) {
    static constexpr std::array<Kind, 7> all{Kind::second, Kind::minute,  Kind::hour, Kind::day,
                                             Kind::month,  Kind::weekday, Kind::year};
    switch (dialect) {
        case CronDialect::cron: return std::span(all).subspan(1, 5);
        case CronDialect::cron_seconds: return std::span(all).first(6);
        case CronDialect::quartz: break;
    }
    return all;
}

std::optional<TextError> refuse_wrong_count(const Split& parts, CronDialect dialect) {
    const auto most = kinds_of(dialect).size();
    const auto least = dialect == CronDialect::quartz ? most - 1 : most;
    if (parts.count >= least && parts.count <= most) return std::nullopt;
    const bool missing = parts.count < least;
    std::string hint;
    if (dialect == CronDialect::cron && (parts.count == 6 || parts.count == 7))
        hint = "with a leading seconds field set dialect: cron-seconds, for Quartz dialect: quartz";
    if (dialect != CronDialect::cron && parts.count == 5) hint = "five fields are dialect: cron";
    return TextError{missing ? 0 : parts.fields[most].column,
                     fmt::format("{} field{} instead of {}", parts.count, parts.count == 1 ? "" : "s",
                                 least == most ? std::to_string(least) : fmt::format("{} or {}", least, most)),
                     dialect == CronDialect::cron           ? "minute hour day month weekday"
                     : dialect == CronDialect::cron_seconds ? "second minute hour day month weekday"
                                                            : "second minute hour day month weekday [year]",
                     std::move(hint)};
}

TextResult<Split> macro_fields(const CronFieldText& name, CronDialect dialect) {
    if (dialect == CronDialect::quartz)
        return TextError{name.column, "Quartz has no @ names", {}, "@ names are dialect: cron"};
    std::vector<std::string_view> names;
    for (const auto& macro : macros) {
        if (macro.name == name.text) {
            auto parts = split(macro.fields);
            if (dialect == CronDialect::cron_seconds) {
                std::copy_backward(parts.fields.begin(), parts.fields.begin() + 5, parts.fields.begin() + 6);
                parts.fields[0] = {"0", name.column};
                ++parts.count;
            }
            return parts;
        }
        names.push_back(macro.name);
    }
    const auto nearest = closest(name.text, names);
    return TextError{name.column, fmt::format("unknown name '{}'", name.text),
                     fmt::format("{}", fmt::join(names, ", ")),
                     nearest ? fmt::format("did you mean {}?", *nearest) : std::string()};
}

// Vixie's rule: with a `*` in front of either field (also `*/2`) both have to match, otherwise one of them is enough.
// Quartz has no such choice: exactly one of the two is `?`.
std::optional<TextError> set_day_rule(const Split& parts, CronDialect dialect, CronFields& fields) {
    fields.day_rule = DayRule::both;
    if (dialect != CronDialect::quartz) {
        if (!fields.star(Kind::day).first && !fields.star(Kind::weekday).first) fields.day_rule = DayRule::either;
        return std::nullopt;
    }
    fields.nearest_needs_day = false;
    const bool no_day = parts.fields[3].text == "?";
    const bool no_weekday = parts.fields[5].text == "?";
    if (no_day == no_weekday)
        return TextError{parts.fields[5].column,
                         "exactly one of the day and the weekday field has to be '?'",
                         {},
                         no_day ? "write * in one of them" : "write ? in the one that is not restricted"};
    return std::nullopt;
}

std::optional<TextError> refuse_impossible(const Split& parts, CronDialect dialect, const CronFields& fields) {
    if (has_matching_date(fields)) return std::nullopt;
    const auto kinds = kinds_of(dialect);
    const auto day = static_cast<std::size_t>(std::find(kinds.begin(), kinds.end(), Kind::day) - kinds.begin());
    const bool only_february = fields.months == 1u << 2;
    return TextError{parts.fields[day].column,
                     "no date ever matches: this schedule would never be due",
                     {},
                     fields.day_rule == DayRule::both && only_february
                         ? "February has 28 or 29 days; the last one of any month is L"
                         : "the months chosen have no such day; the last one of any month is L"};
}

}  // namespace

TextResult<CronExpression> CronExpression::parse(std::string_view text, CronDialect dialect,
                                                 ImpossibleDates impossible) {
    if (auto error = refuse_strange_text(text)) return *error;
    auto parts = split(text);
    if (parts.count == 0) return TextError{0, "the expression is empty", "five fields such as 0 2 * * *", {}};
    if (auto error = refuse_foreign_syntax(parts)) return *error;
    if (parts.count == 1 && parts.fields[0].text.starts_with('@')) {
        auto expanded = macro_fields(parts.fields[0], dialect);
        if (expanded.has_error()) return expanded.error();
        parts = *expanded;
    }
    if (auto error = refuse_wrong_count(parts, dialect)) return *error;
    CronFields fields;
    if (dialect == CronDialect::cron) fields.seconds = 1;
    const auto kinds = kinds_of(dialect);
    for (std::size_t i = 0; i < parts.count; ++i)
        if (auto error = read_cron_field(parts.fields[i], kinds[i], dialect, fields)) return *error;
    if (auto error = set_day_rule(parts, dialect, fields)) return *error;
    if (impossible == ImpossibleDates::refuse)
        if (auto error = refuse_impossible(parts, dialect, fields)) return *error;
    fields.weekday_alone = due_by_weekday_alone(fields);
    fields.days_by_kind = days_by_kind(fields);
    return CronExpression(fields, dialect);
}

std::vector<std::string> CronExpression::warnings() const {
    return cron_warnings(fields_);
}

}  // namespace ecdsnap::core
