// The rules for clock changes, for one constant-offset segment: which of its instants are slots. Internal to the
// schedule.
#pragma once

#include "core/schedule/cron_fields.hpp"
#include "core/schedule/offset_segment.hpp"

#include <chrono>
#include <optional>

namespace ecdsnap::core {

// Whether a skipped local time is made up for at all: not when every hour matches, the next tick is less than an hour
// away.
bool makes_up_for_gaps(const CronFields& fields);

// A due local time was skipped when this segment began, so its first instant is a slot (whether or not it is due by
// itself).
bool due_in_gap_before(const CronFields& fields, const OffsetSegment& segment);

// The first slot of the segment at or after `from`, the last one at or before `until`.
std::optional<std::chrono::sys_seconds> first_slot_in(const CronFields& fields, const OffsetSegment& segment,
                                                      std::chrono::sys_seconds from);
std::optional<std::chrono::sys_seconds> last_slot_in(const CronFields& fields, const OffsetSegment& segment,
                                                     std::chrono::sys_seconds until);

}  // namespace ecdsnap::core
