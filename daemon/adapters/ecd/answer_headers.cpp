#include "adapters/ecd/answer_headers.hpp"

#include "core/text/http_date.hpp"

#include <algorithm>
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

// Seconds, or a date, which counts from the same answer's own Date: this machine's clock may be wrong.
std::optional<core::Millis> standard_retry_after(const ports::HttpAnswer& answer) {
    const std::string_view text = answer.header("retry-after");
    if (const auto named = bounded(number(text), seconds{1})) return named;
    const auto until = core::http_date_from(text);
    const auto now = core::http_date_from(answer.header("date"));
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
    return core::http_date_from(answer.header("date"));
}

}  // namespace ecdsnap::adapters
