// Which local times an expression is due at, on a plain calendar without zones: no time is skipped or repeated here.
#pragma once

#include "core/schedule/cron_fields.hpp"

#include <chrono>
#include <optional>

namespace ecdsnap::core {

// The first local time in [from, end) that matches. Work is bounded by the months between the two.
std::optional<std::chrono::local_seconds> first_match(const CronFields& fields, std::chrono::local_seconds from,
                                                      std::chrono::local_seconds end);

// The last local time in [begin, end) that matches.
std::optional<std::chrono::local_seconds> last_match(const CronFields& fields, std::chrono::local_seconds begin,
                                                     std::chrono::local_seconds end);

}  // namespace ecdsnap::core
