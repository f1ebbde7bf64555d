#include "core/schedule/cron_item.hpp"

#include <fmt/format.h>

namespace ecdsnap::core {
namespace {

constexpr std::size_t most_digits = 4;
constexpr int furthest_before_last = 30;  // L-30 is day 1 of a month of 31 days

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
bool is_letter(char c) {
    return lower(c) >= 'a' && lower(c) <= 'z';
}

// The characters of an item, taken from left to right, and errors that point at them.
class ItemScanner {
public:
    ItemScanner(std::string_view item, std::size_t column, const CronFieldRule& rule, CronDialect dialect)
        : item_(item), rule_(rule), dialect_(dialect), column_(column) {}

protected:
    bool quartz() const { return dialect_ == CronDialect::quartz; }
    bool at_end() const { return position_ == item_.size(); }
    char peek() const { return at_end() ? '\0' : item_[position_]; }
    bool next_is(char c) const { return !at_end() && lower(peek()) == c; }

    bool take(char c) {
        if (!next_is(c)) return false;
        ++position_;
        return true;
    }

    TextError error_at(std::size_t position, std::string problem, std::string hint) const {
        return {column_ + position, fmt::format("{} field: {}", rule_.name, problem), allowed_in(rule_, dialect_),
                std::move(hint)};
    }
    TextError error(std::string problem, std::string hint) const {
        return error_at(position_, std::move(problem), std::move(hint));
    }

    TextResult<int> read_number() {
        const std::size_t start = position_;
        if (next_is('-') || next_is('+')) return error("a number has no sign here", {});
        if (!is_digit(peek()))
            return error(at_end() ? "a number is missing" : fmt::format("a digit is expected, not {}", shown(peek())),
                         {});
        int number = 0;
        while (is_digit(peek())) {
            if (position_ - start == most_digits) return error_at(start, "a number has too many digits", {});
            number = number * 10 + (peek() - '0');
            ++position_;
        }
        return number;
    }

    std::string_view item_;
    const CronFieldRule& rule_;
    CronDialect dialect_;
    std::size_t position_ = 0;

private:
    std::size_t column_;
};

// What the forms of an item mean. Each function either consumes what it is named for or returns an error.
class ItemReader : private ItemScanner {
public:
    using ItemScanner::ItemScanner;

    TextResult<CronItem> read() {
        if (item_.empty()) return error("an item of the list is empty", "remove the comma or write a value");
        auto item = read_form();
        if (item.has_value() && !at_end()) return error(fmt::format("unexpected {}", shown(peek())), {});
        return item;
    }

private:
    TextResult<CronItem> read_form() {
        if (next_is('*')) return read_star();
        if (next_is('?')) return read_question_mark();
        if (next_is('/') && quartz()) return with_step(whole_range());
        if (rule_.kind == CronFieldKind::day && next_is('l')) return read_last_day();
        if (rule_.kind == CronFieldKind::weekday && next_is('l')) return read_last_day_of_week();
        const std::size_t start = position_;
        const auto value = read_value();
        if (value.has_error()) return value.error();
        if (rule_.kind == CronFieldKind::day && take('w')) return item_of(CronItem::Kind::nearest_weekday, *value);
        if (rule_.kind == CronFieldKind::weekday && take('l'))
            return item_of(CronItem::Kind::last_weekday_of_month, *value);
        if (rule_.kind == CronFieldKind::weekday && take('#')) return read_nth_weekday(*value);
        return read_range(*value, start);
    }

    static CronItem item_of(CronItem::Kind kind, int first, int last = 0) {
        CronItem item;
        item.kind = kind;
        item.first = first;
        item.last = last;
        return item;
    }

    CronItem whole_range() const { return item_of(CronItem::Kind::range, rule_.least, rule_.most); }

    TextResult<CronItem> read_star() {
        take('*');
        auto item = whole_range();
        item.star = true;
        return with_step(item);
    }

    TextResult<CronItem> read_question_mark() {
        if (!quartz()) return error("'?' is not part of this dialect", "Quartz syntax? set dialect: quartz");
        if (rule_.kind != CronFieldKind::day && rule_.kind != CronFieldKind::weekday)
            return error("'?' stands only in the day and the weekday field", {});
        take('?');
        return item_of(CronItem::Kind::unspecified, 0);
    }

    // Quartz: a lone L among the weekdays is 7, that is every Saturday.
    TextResult<CronItem> read_last_day_of_week() {
        if (!quartz() || item_.size() > 1)
            return error("'L' needs the weekday before it", "5L is the month's last Friday");
        take('l');
        return item_of(CronItem::Kind::range, rule_.most, rule_.most);
    }

    TextResult<CronItem> read_last_day() {
        take('l');
        int before = 0;
        if (take('-')) {
            const std::size_t start = position_;
            const auto number = read_number();
            if (number.has_error()) return number.error();
            const int least = quartz() ? 0 : 1;
            if (*number < least || *number > furthest_before_last)
                return error_at(start, fmt::format("L-{} is out of range", *number),
                                fmt::format("L-n takes {} to {}", least, furthest_before_last));
            before = *number;
        }
        if (!next_is('w')) return item_of(CronItem::Kind::before_last_day, before);
        if (before > 0 && !quartz()) return error("'W' does not go with L-n", "LW is the month's last weekday");
        take('w');
        return item_of(CronItem::Kind::weekday_before_last, before);
    }

    TextResult<CronItem> read_nth_weekday(int weekday) {
        const std::size_t start = position_;
        const auto number = read_number();
        if (number.has_error()) return number.error();
        if (position_ - start != 1 || *number < 1 || *number > 5)
            return error_at(start, "the number after '#' is out of range", "1 (first) to 5 (fifth)");
        return item_of(CronItem::Kind::nth_weekday, weekday, *number);
    }

    TextResult<CronItem> read_range(int first, std::size_t start) {
        auto item = item_of(CronItem::Kind::range, first, first);
        if (take('-')) {
            const auto last = read_value();
            if (last.has_error()) return last.error();
            item.last = *last;
            if (item.last < item.first) {
                if (auto wrapped = wrap(item); !wrapped)
                    return error_at(start, fmt::format("the range '{}' runs backwards", item_.substr(start)),
                                    "split it into two ranges, such as 22-23,0-2");
            }
            return with_step(item);
        }
        if (!next_is('/')) return item;
        if (!quartz())
            return error("a step needs '*' or a range before it",
                         fmt::format("write {}-{}/n for every n from {} on", first, rule_.most, first));
        item.last = rule_.most;
        return with_step(item);
    }

    // Gives a backward range the meaning it has in this dialect; false: none. Sunday is also a week's end (fri-sun,
    // 5-0); Quartz lets every range pass over the end of its field.
    bool wrap(CronItem& item) const {
        if (quartz()) {
            if (rule_.kind == CronFieldKind::year) return false;
            item.last += rule_.most - rule_.least + 1;
            return true;
        }
        if (rule_.kind != CronFieldKind::weekday || item.last != 0) return false;
        item.last = 7;
        return true;
    }

    TextResult<CronItem> with_step(CronItem item) {
        if (!take('/')) return item;
        const std::size_t start = position_;
        const auto step = read_number();
        if (step.has_error()) return step.error();
        if (*step == 0) return error_at(start, "a step of 0 never moves on", {});
        if (*step > rule_.most_step)
            return error_at(start, fmt::format("the step {} is larger than the field", *step),
                            fmt::format("at most {}", rule_.most_step));
        item.step = *step;
        item.stepped = true;
        return item;
    }

    TextResult<int> read_value() {
        const std::size_t start = position_;
        if (is_letter(peek()) && !rule_.words.empty()) return read_word();
        const auto number = read_number();
        if (number.has_error()) return number;
        if (*number > rule_.most)
            return error_at(start, fmt::format("{} is too large", *number),
                            rule_.kind == CronFieldKind::hour && *number == 24 ? "midnight is hour 0" : "");
        if (*number < rule_.least)
            return error_at(start, fmt::format("{} is too small", *number),
                            rule_.kind == CronFieldKind::weekday ? "in Quartz 1 is Sunday" : "");
        return number;
    }

    TextResult<int> read_word() {
        const std::size_t start = position_;
        std::string word;
        while (is_letter(peek())) {
            word += lower(peek());
            ++position_;
        }
        // friL: the L belongs to what follows.
        const bool last_of_month = rule_.kind == CronFieldKind::weekday && word.size() == 4 && word[3] == 'l';
        if (last_of_month) --position_;
        const std::string_view name = std::string_view(word).substr(0, last_of_month ? 3 : word.size());
        for (std::size_t i = 0; i < rule_.words.size(); ++i) {
            if (rule_.words[i] == name && !is_digit(peek())) return rule_.first_word + static_cast<int>(i);
            if (word.size() > 3 && word.starts_with(rule_.words[i]))
                return error_at(start, fmt::format("unknown name '{}'", word),
                                fmt::format("names have three letters: {}", rule_.words[i]));
        }
        return error_at(start, fmt::format("unknown name '{}'", item_.substr(start)), {});
    }
};

}  // namespace

TextResult<CronItem> read_cron_item(std::string_view item, std::size_t column, const CronFieldRule& rule,
                                    CronDialect dialect) {
    return ItemReader(item, column, rule, dialect).read();
}

}  // namespace ecdsnap::core
