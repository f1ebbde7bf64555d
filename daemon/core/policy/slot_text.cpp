#include "core/policy/slot_text.hpp"

#include "core/text/digits.hpp"

#include <chrono>

namespace ecdsnap::core {
namespace {

using namespace std::chrono;

// The digits at [from, from + count) as a number; -1: not all digits.
int digits(std::string_view text, std::size_t from, std::size_t count) {
    int number = 0;
    for (const char c : text.substr(from, count)) {
        if (c < '0' || c > '9') return -1;
        number = number * 10 + (c - '0');
    }
    return number;
}

}  // namespace

std::string compact_utc(SlotInstant instant) {
    const auto day = floor<days>(instant);
    const year_month_day date{day};
    const hh_mm_ss time{instant - day};
    std::string text;
    text.reserve(16);
    append_digits(text, static_cast<std::uint64_t>(static_cast<int>(date.year())), 4);
    append_digits(text, static_cast<unsigned>(date.month()), 2);
    append_digits(text, static_cast<unsigned>(date.day()), 2);
    text += 'T';
    append_digits(text, static_cast<std::uint64_t>(time.hours().count()), 2);
    append_digits(text, static_cast<std::uint64_t>(time.minutes().count()), 2);
    append_digits(text, static_cast<std::uint64_t>(time.seconds().count()), 2);
    text += 'Z';
    return text;
}

std::optional<SlotInstant> read_compact_utc(std::string_view text) {
    if (text.size() != 16 || text[8] != 'T' || text[15] != 'Z') return std::nullopt;
    const int year_number = digits(text, 0, 4);
    const int hour = digits(text, 9, 2);
    const int minute = digits(text, 11, 2);
    const int second = digits(text, 13, 2);
    if (year_number < 0 || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59)
        return std::nullopt;
    const year_month_day date{year{year_number}, month{static_cast<unsigned>(digits(text, 4, 2))},
                              day{static_cast<unsigned>(digits(text, 6, 2))}};
    if (!date.ok()) return std::nullopt;
    return sys_days{date} + hours{hour} + minutes{minute} + seconds{second};
}

}  // namespace ecdsnap::core
