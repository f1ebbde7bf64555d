#include "core/text/http_date.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

namespace ecdsnap::core {
namespace {

using namespace std::chrono;

template <std::size_t count>
std::optional<unsigned> place_of(std::string_view word, const std::array<std::string_view, count>& words) {
    const auto* const found = std::find(words.begin(), words.end(), word);
    if (found == words.end()) return std::nullopt;
    return static_cast<unsigned>(found - words.begin());
}

std::optional<int> digits(std::string_view text) {
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    if (!std::all_of(text.begin(), text.end(), is_digit)) return std::nullopt;
    int value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

}  // namespace

std::optional<WallTime> http_date_from(std::string_view text) {
    constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    constexpr std::string_view form = "Sun, 06 Nov 1994 08:49:37 GMT";
    if (text.size() != form.size() || text.substr(3, 2) != ", " || text.substr(25) != " GMT") return std::nullopt;
    if (text[7] != ' ' || text[11] != ' ' || text[16] != ' ' || text[19] != ':' || text[22] != ':') return std::nullopt;

    const auto month_index = place_of(text.substr(8, 3), months);
    const auto day_number = digits(text.substr(5, 2));
    const auto year_number = digits(text.substr(12, 4));
    const auto hour = digits(text.substr(17, 2));
    const auto minute = digits(text.substr(20, 2));
    const auto second = digits(text.substr(23, 2));
    if (!month_index || !day_number || !year_number || !hour || !minute || !second) return std::nullopt;
    if (*hour > 23 || *minute > 59 || *second > 60) return std::nullopt;  // 60: a leap second

    const year_month_day date{year{*year_number}, month{*month_index + 1}, day{static_cast<unsigned>(*day_number)}};
    if (!date.ok()) return std::nullopt;
    return WallTime{sys_days{date}} + hours{*hour} + minutes{*minute} + seconds{*second};
}

}  // namespace ecdsnap::core
