// The emulator's instants, and the ways in which the service writes them: snapshots with seconds, desktops without,
// HTTP's own date.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace ecdsnap::emulator {

using Duration = std::chrono::microseconds;
using Instant = std::chrono::sys_time<Duration>;

std::string with_seconds(Instant instant);     // 2020-12-20T14:52:28Z
std::string without_seconds(Instant instant);  // 2020-11-06T08:28Z
std::string http_date(Instant instant);        // Sun, 06 Nov 1994 08:49:37 GMT

/// Reads exactly the form `yyyy-MM-ddTHH:mm:ssZ`; a date that no calendar has is refused.
std::optional<Instant> read_instant(std::string_view text);

}  // namespace ecdsnap::emulator
