#include "core/policy/slot_text.hpp"

#include <fmt/format.h>

#include <charconv>
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
    return fmt::format("{:04}{:02}{:02}T{:02}{:02}{:02}Z", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), time.hours().count(),
                       time.minutes().count(), time.seconds().count());
}

std::optional<SlotInstant> read_compact_utc(std::string_view text) {
    if (text.size() != 16) return std::nullopt;
    const year_month_day date{year{digits(text, 0, 4)}, month{static_cast<unsigned>(digits(text, 4, 2))},
                              day{static_cast<unsigned>(digits(text, 6, 2))}};
    if (!date.ok()) return std::nullopt;
    const SlotInstant instant =
        sys_days{date} + hours{digits(text, 9, 2)} + minutes{digits(text, 11, 2)} + seconds{digits(text, 13, 2)};
    if (compact_utc(instant) != text) return std::nullopt;  // letters, 24:00, a sign: all written differently
    return instant;
}

}  // namespace ecdsnap::core
