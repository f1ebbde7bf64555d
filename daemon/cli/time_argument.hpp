// Instants as people type them after --since and --until.
#pragma once

#include "core/text/text_error.hpp"
#include "core/time.hpp"

#include <absl/time/time.h>

#include <optional>
#include <string_view>

namespace ecdsnap::cli {

// How long ago: "36h", "7d". nullopt: not of this form.
std::optional<core::Millis> time_ago(std::string_view text);

// "2026-11-24T18:00:00Z", or in the local time zone "2026-11-25" or "2026-11-25 02:00".
core::TextResult<core::WallTime> time_point(std::string_view text);

// The same with local times in `zone`: the first of two instants where clocks are set back, the first one after a gap.
core::TextResult<core::WallTime> time_point(std::string_view text, const absl::TimeZone& zone);

}  // namespace ecdsnap::cli
