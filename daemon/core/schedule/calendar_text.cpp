#include "core/schedule/calendar_text.hpp"

#include "core/text/edit_distance.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>

namespace ecdsnap::core {
namespace {

using std::chrono::local_days;
using std::chrono::minutes;

constexpr std::array<std::string_view, 7> weekday_names{"sun", "mon", "tue", "wed", "thu", "fri", "sat"};
constexpr std::string_view days_allowed = "2026-10-01 or 2026-10-01..2026-10-07, then a name";
constexpr std::string_view week_allowed = "mon-fri 09:00-18:00, sat,sun or 22:00-06:00, then a name";
constexpr std::uint8_t each_day = 0x7f;
constexpr minutes day_length = std::chrono::hours{24};

// A part of the text and where it stands.
struct Piece {
    std::string_view text;
    std::size_t column = 1;
};

bool is_blank(char c) {
    return c == ' ' || c == '\t';
}

// Cuts the first word off `rest`, and the blanks around it.
Piece take_word(Piece& rest) {
    const auto skip_blanks = [&] {
        while (!rest.text.empty() && is_blank(rest.text.front())) {
            rest.text.remove_prefix(1);
            ++rest.column;
        }
    };
    skip_blanks();
    const auto size =
        static_cast<std::size_t>(std::find_if(rest.text.begin(), rest.text.end(), is_blank) - rest.text.begin());
    const Piece word{rest.text.substr(0, size), rest.column};
    rest.text.remove_prefix(size);
    rest.column += size;
    skip_blanks();
    return word;
}

std::string_view without_end_blanks(std::string_view text) {
    while (!text.empty() && is_blank(text.back()))
        text.remove_suffix(1);
    return text;
}

// `count` digits at `from` as a number; -1: not all of them are digits.
int number_at(std::string_view text, std::size_t from, std::size_t count) {
    int number = 0;
    for (std::size_t i = from; i < from + count; ++i) {
        if (i >= text.size() || text[i] < '0' || text[i] > '9') return -1;
        number = number * 10 + (text[i] - '0');
    }
    return number;
}

TextResult<local_days> read_date(const Piece& piece) {
    const std::string_view text = piece.text;
    const int year = number_at(text, 0, 4);
    const int month = number_at(text, 5, 2);
    const int day = number_at(text, 8, 2);
    if (text.size() != 10 || text[4] != '-' || text[7] != '-' || year < 0 || month < 0 || day < 0)
        return TextError{piece.column, fmt::format("\"{}\" is not a date", text), std::string(days_allowed)};
    const auto date = std::chrono::year{year} / month / day;
    if (!date.ok()) return TextError{piece.column, fmt::format("there is no {}", text)};
    if (year < 1970 || year > 2399)
        return TextError{piece.column, fmt::format("the year {} is out of reach", year), "1970 to 2399"};
    return local_days{date};
}

// Weekday 0-6; the position in `list` is part of the message.
TextResult<int> read_weekday(const Piece& piece) {
    const auto found = std::find(weekday_names.begin(), weekday_names.end(), piece.text);
    if (found != weekday_names.end()) return static_cast<int>(found - weekday_names.begin());
    const auto nearest = closest(piece.text, weekday_names);
    return TextError{piece.column, fmt::format("\"{}\" is not a weekday", piece.text),
                     "mon, tue, wed, thu, fri, sat, sun",
                     nearest ? fmt::format("did you mean {}?", *nearest) : std::string{}};
}

// Cuts the text before `mark` off; all of it when there is none.
Piece take_until(Piece& rest, char mark) {
    const std::size_t end = std::min(rest.text.find(mark), rest.text.size());
    const Piece part{rest.text.substr(0, end), rest.column};
    const std::size_t used = std::min(end + 1, rest.text.size());
    rest.text.remove_prefix(used);
    rest.column += used;
    return part;
}

TextResult<std::uint8_t> read_weekdays(Piece list) {
    std::uint8_t days = 0;
    for (bool more = true; more;) {
        more = list.text.find(',') != std::string_view::npos;
        Piece item = take_until(list, ',');
        const bool is_range = item.text.find('-') != std::string_view::npos;
        const auto first = read_weekday(take_until(item, '-'));
        if (!first) return first.error();
        auto last = first;
        if (is_range) last = read_weekday(item);
        if (!last) return last.error();
        for (int day = *first;; day = (day + 1) % 7) {
            days = static_cast<std::uint8_t>(days | 1 << day);
            if (day == *last) break;
        }
    }
    return days;
}

TextResult<minutes> read_time(const Piece& piece) {
    const int hour = number_at(piece.text, 0, 2);
    const int minute = number_at(piece.text, 3, 2);
    const bool is_time = piece.text.size() == 5 && piece.text[2] == ':' && hour >= 0 && minute >= 0 && minute <= 59;
    const minutes time = std::chrono::hours{hour} + minutes{minute};
    if (!is_time || time > day_length)
        return TextError{piece.column, fmt::format("\"{}\" is not a time of day", piece.text),
                         "00:00 to 24:00, in four digits"};
    return time;
}

std::optional<TextError> read_hours(Piece hours, WeeklyWindow& window) {
    const auto from = read_time(take_until(hours, '-'));
    if (!from) return from.error();
    const auto until = read_time(hours);
    if (!until) return until.error();
    if (*from == *until || *from == day_length)
        return TextError{hours.column, "the window is empty", "another end than its begin"};
    window.from = *from;
    window.until = *until > *from ? *until : *until + day_length;
    return std::nullopt;
}

bool begins_with_digit(std::string_view text) {
    return !text.empty() && text.front() >= '0' && text.front() <= '9';
}

}  // namespace

TextResult<CalendarDays> read_calendar_days(std::string_view text) {
    Piece rest{text};
    Piece dates = take_word(rest);
    const std::string_view written = dates.text;
    const std::size_t dots = dates.text.find("..");
    const auto first = read_date({dates.text.substr(0, dots), dates.column});
    if (!first) return first.error();
    auto last = first;
    if (dots != std::string_view::npos) last = read_date({dates.text.substr(dots + 2), dates.column + dots + 2});
    if (!last) return last.error();
    if (*last < *first)
        return TextError{dates.column + dots + 2, "the range ends before it begins", std::string(days_allowed)};
    const std::string_view name = without_end_blanks(rest.text);
    return CalendarDays{*first, *last, std::string(name.empty() ? written : name)};
}

TextResult<WeeklyWindow> read_weekly_window(std::string_view text) {
    WeeklyWindow window{each_day, minutes{0}, day_length, {}};
    Piece rest{text};
    Piece word = take_word(rest);
    if (word.text.empty()) return TextError{1, "the window is empty", std::string(week_allowed)};
    std::size_t used = word.column + word.text.size() - 1;
    if (!begins_with_digit(word.text)) {
        const auto days = read_weekdays(word);
        if (!days) return days.error();
        window.weekdays = *days;
        word = begins_with_digit(rest.text) ? take_word(rest) : Piece{};
    }
    if (!word.text.empty()) {
        if (auto error = read_hours(word, window)) return *error;
        used = word.column + word.text.size() - 1;
    }
    const std::string_view name = without_end_blanks(rest.text);
    window.name = std::string(name.empty() ? without_end_blanks(text.substr(0, used)) : name);
    return window;
}

}  // namespace ecdsnap::core
