// Durations as people write them in configuration and read them in tables: 45m, 1h30m, 30s, 250ms.
#pragma once

#include "core/text/text_error.hpp"

#include <chrono>
#include <string>
#include <string_view>

namespace ecdsnap::core {

// No configured duration is longer: ten years of 365 days.
inline constexpr std::chrono::milliseconds longest_duration = std::chrono::hours{24 * 365 * 10};

// One or more <integer><unit>, units w d h m s ms (w = 7 d, d = 24 h) in descending order, each at most once. Strict:
// no blank, sign, decimal point or bare number ("0" too needs its unit), nothing above longest_duration.
TextResult<std::chrono::milliseconds> parse_duration(std::string_view text);

// The normal form, which parse_duration reads back as the same value: no zero parts, days as the longest unit: 90 min
// -> "1h30m", 14 d -> "14d", 0 -> "0s". A negative duration gets a leading "-" (which parse_duration refuses).
std::string duration_text(std::chrono::milliseconds duration);

}  // namespace ecdsnap::core
