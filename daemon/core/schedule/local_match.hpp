// Which local times an expression is due at, on a plain calendar without zones: no time is skipped or repeated here.
#pragma once

#include "core/schedule/cron_fields.hpp"

#include <chrono>

namespace ecdsnap::core {

// Not std::optional, for the reason that due_date.hpp gives.
inline constexpr std::chrono::local_seconds no_match = std::chrono::local_seconds::max();

// The first local time in [from, end) that matches, or no_match. Work is bounded by the months between the two.
std::chrono::local_seconds first_match(const CronFields& fields, std::chrono::local_seconds from,
                                       std::chrono::local_seconds end);

// The last local time in [begin, end) that matches, or no_match.
std::chrono::local_seconds last_match(const CronFields& fields, std::chrono::local_seconds begin,
                                      std::chrono::local_seconds end);

}  // namespace ecdsnap::core
