// The slots that went by while nobody looked: what a start after downtime has to record, and the one it may catch up.
#pragma once

#include "core/schedule/cron_expression.hpp"

#include <absl/time/time.h>

#include <chrono>
#include <cstddef>
#include <optional>
#include <vector>

namespace ecdsnap::core {

struct MissedSlots {
    std::vector<std::chrono::sys_seconds> older;     // the newest ones before `latest`, at most `cap`, ascending
    std::size_t dropped = 0;                         // those before `older`; exact up to most_counted_slots
    bool dropped_is_exact = true;                    // false: at least `dropped`
    std::optional<std::chrono::sys_seconds> latest;  // exact; nullopt: no slot was missed
};

inline constexpr std::size_t most_counted_slots = 10'000;

// Slots in (after_exclusive, until_inclusive]. Walks backwards from the end, so the work is bounded by cap +
// most_counted_slots however long the time between is.
MissedSlots missed_slots(const CronExpression& expression, const absl::TimeZone& zone,
                         std::chrono::sys_seconds after_exclusive, std::chrono::sys_seconds until_inclusive,
                         std::size_t cap);

}  // namespace ecdsnap::core
