// Instants as RFC 3339 text in UTC, as logs, the control socket and `--json` show and read them.
#pragma once

#include "core/time.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace ecdsnap::core {

std::string utc_text(WallTime time);     // "2026-11-24T18:00:00.250Z"
std::string utc_text(SlotInstant time);  // "2026-11-24T18:00:00Z"

// "2026-11-24T18:00:00Z", with an optional fraction (cut to milliseconds) and "Z" or "+08:00"; years 1970–9999.
// nullopt: not such a text.
std::optional<WallTime> utc_from(std::string_view text);

}  // namespace ecdsnap::core
