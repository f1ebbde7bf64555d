#include "core/schedule/cron_field.hpp"

#include "core/schedule/cron_item.hpp"

#include <algorithm>

namespace ecdsnap::core {
namespace {

using ItemKind = CronItem::Kind;

// Sunday = bit 0 in every dialect.
int weekday_bit(int value, CronDialect dialect) {
    return (dialect == CronDialect::quartz ? value - 1 : value) % 7;
}

void add_value(int value, CronFieldKind kind, CronDialect dialect, CronFields& fields) {
    const auto bit = std::uint64_t{1} << (value & 63);
    switch (kind) {
        case CronFieldKind::second: fields.seconds |= bit; break;
        case CronFieldKind::minute: fields.minutes |= bit; break;
        case CronFieldKind::hour: fields.hours |= static_cast<std::uint32_t>(bit); break;
        case CronFieldKind::day: fields.days |= static_cast<std::uint32_t>(bit); break;
        case CronFieldKind::month: fields.months = static_cast<std::uint16_t>(fields.months | bit); break;
        case CronFieldKind::weekday:
            fields.weekdays = static_cast<std::uint8_t>(fields.weekdays | (1u << weekday_bit(value, dialect)));
            break;
        case CronFieldKind::year:
            fields.any_year = false;
            fields.years.set(static_cast<std::size_t>(value - first_cron_year));
            break;
    }
}

void add_range(const CronItem& item, const CronFieldRule& rule, CronDialect dialect, CronFields& fields) {
    for (int value = item.first; value <= item.last; value += item.step) {
        const int wrapped = value > rule.most ? value - (rule.most - rule.least + 1) : value;
        add_value(wrapped, rule.kind, dialect, fields);
    }
}

void add_item(const CronItem& item, const CronFieldRule& rule, CronDialect dialect, CronFields& fields) {
    const auto bit = std::uint32_t{1} << (item.first & 31);
    switch (item.kind) {
        case ItemKind::range: add_range(item, rule, dialect, fields); break;
        case ItemKind::unspecified: add_range({.first = rule.least, .last = rule.most}, rule, dialect, fields); break;
        case ItemKind::before_last_day: fields.days_before_last |= bit; break;
        case ItemKind::weekday_before_last: fields.weekdays_before_last |= bit; break;
        case ItemKind::nearest_weekday: fields.nearest_weekdays |= bit; break;
        case ItemKind::nth_weekday: {
            auto& set = fields.nth_weekdays[static_cast<std::size_t>(item.last - 1)];
            set = static_cast<std::uint8_t>(set | (1u << weekday_bit(item.first, dialect)));
            break;
        }
        case ItemKind::last_weekday_of_month:
            fields.last_weekdays =
                static_cast<std::uint8_t>(fields.last_weekdays | (1u << weekday_bit(item.first, dialect)));
            break;
    }
}

bool needs_month(const CronItem& item) {  // d#n, dL: which dates these are depends on the month
    return item.kind == ItemKind::nth_weekday || item.kind == ItemKind::last_weekday_of_month;
}

// What may not stand together in one list. Programs that accept such mixtures read them in different ways.
std::optional<TextError> refuse_mixture(const CronItem& first, const CronItem& item, bool is_list, bool lone_letter,
                                        CronDialect dialect, std::size_t column) {
    if (!is_list) return std::nullopt;
    if (item.kind == ItemKind::unspecified || first.kind == ItemKind::unspecified)
        return TextError{column, "'?' stands alone in its field", {}, {}};
    if (dialect == CronDialect::quartz && (needs_month(item) || lone_letter))
        return TextError{column, "weekday field: L and # stand alone in their field", {}, {}};
    if (needs_month(item) != needs_month(first))
        return TextError{
            column, "weekday field: d#n and dL do not mix with plain weekdays in one list", {}, "use two schedules"};
    return std::nullopt;
}

}  // namespace

std::optional<TextError> read_cron_field(const CronFieldText& text, CronFieldKind kind, CronDialect dialect,
                                         CronFields& fields) {
    const auto& rule = field_rule(kind, dialect);
    const bool is_list = text.text.find(',') != std::string_view::npos;
    auto& star = fields.star(kind);
    star.first = text.text.starts_with('*') || text.text == "?";
    CronItem first;
    for (std::size_t start = 0; start <= text.text.size();) {
        const std::size_t end = std::min(text.text.find(',', start), text.text.size());
        const auto item_text = text.text.substr(start, end - start);
        const std::size_t column = text.column + start;
        const auto item = read_cron_item(item_text, column, rule, dialect);
        if (item.has_error()) return item.error();
        if (start == 0) first = *item;
        const bool lone_letter = kind == CronFieldKind::weekday && (item_text == "L" || item_text == "l");
        if (auto error = refuse_mixture(first, *item, is_list, lone_letter, dialect, column)) return error;
        add_item(*item, rule, dialect, fields);
        const bool any = item->star || item->kind == ItemKind::unspecified;
        star.in_list = star.in_list || (any && is_list);
        if (any && !is_list) star.step = static_cast<std::uint8_t>(item->step);
        if (kind <= CronFieldKind::hour && (any || item->stepped)) fields.fixed_time = false;
        start = end + 1;
    }
    if (fields.years.all()) {  // `*` goes on after 2199, and is the same as no year field
        fields.any_year = true;
        fields.years.reset();
        star = {};
    }
    return std::nullopt;
}

}  // namespace ecdsnap::core
