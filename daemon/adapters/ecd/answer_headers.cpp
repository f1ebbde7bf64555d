#include "adapters/ecd/answer_headers.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdint>

namespace ecdsnap::adapters {
namespace {

using namespace std::chrono;

constexpr core::Millis longest_retry = days{1};

std::optional<std::int64_t> number(std::string_view text) {
    while (text.starts_with(' '))
        text.remove_prefix(1);
    while (text.ends_with(' '))
        text.remove_suffix(1);
    std::int64_t value = 0;
    const auto* const end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc() || stopped != end || value <= 0) return std::nullopt;
    return value;
}

std::optional<core::Millis> bounded(std::optional<std::int64_t> count, core::Millis unit) {
    if (!count) return std::nullopt;
    return *count >= longest_retry / unit ? longest_retry : unit * *count;
}

// "Limit:1,Remain:0,TimeLeft:2000,Reset:1234"
std::optional<std::int64_t> time_left(std::string_view header) {
    constexpr std::string_view name = "TimeLeft:";
    const auto start = header.find(name);
    if (start == std::string_view::npos) return std::nullopt;
    const auto value = header.substr(start + name.size());
    return number(value.substr(0, value.find(',')));
}

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

// "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110; the two older forms are not read).
std::optional<core::WallTime> http_date(std::string_view text) {
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
    return core::WallTime{sys_days{date}} + hours{*hour} + minutes{*minute} + seconds{*second};
}

// Seconds, or a date, which counts from the same answer's own Date: this machine's clock may be wrong.
std::optional<core::Millis> standard_retry_after(const ports::HttpAnswer& answer) {
    const std::string_view text = answer.header("retry-after");
    if (const auto named = bounded(number(text), seconds{1})) return named;
    const auto until = http_date(text);
    const auto now = http_date(answer.header("date"));
    if (!until || !now || *until <= *now) return std::nullopt;
    return std::min(*until - *now, longest_retry);
}

}  // namespace

std::optional<core::Millis> retry_after(const ports::HttpAnswer& answer) {
    if (const auto named = bounded(number(answer.header("x-acs-retry-after")), core::Millis{1})) return named;
    const auto of_api = time_left(answer.header("x-ratelimit-user-api"));
    const auto of_user = time_left(answer.header("x-ratelimit-user"));
    if (const auto left = bounded(std::max(of_api, of_user), core::Millis{1})) return left;
    return standard_retry_after(answer);
}

bool names_retry(const ports::HttpAnswer& answer) {
    if (number(answer.header("x-acs-retry-after"))) return true;
    return (answer.status == 429 || answer.status == 503) && standard_retry_after(answer);
}

std::optional<core::WallTime> server_date(const ports::HttpAnswer& answer) {
    return http_date(answer.header("date"));
}

}  // namespace ecdsnap::adapters
