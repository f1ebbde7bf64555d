// From due local times to due instants: the rules for clock changes. A skipped local time runs at the first instant
// after the gap, once; a repeated one runs once for fixed times and twice for `*`, `*/n` times. The same for every
// change of offset.
#pragma once

#include "core/schedule/cron_expression.hpp"
#include "core/schedule/offset_segment.hpp"
#include "core/schedule/offset_table.hpp"

#include <absl/time/time.h>

#include <chrono>
#include <optional>

namespace ecdsnap::core {

// The first instant strictly after `from` at which `expression` is due in `zone`; nullopt: never (before the year
// 2400). Strictly increasing in `from`, a pure function of its arguments and the zone's rules, always finite.
std::optional<std::chrono::sys_seconds> next_slot(const CronExpression& expression, const absl::TimeZone& zone,
                                                  std::chrono::sys_seconds from);

// The last instant at or before `until` at which it is due; nullopt: none since 1900.
std::optional<std::chrono::sys_seconds> previous_slot(const CronExpression& expression, const absl::TimeZone& zone,
                                                      std::chrono::sys_seconds until);

// The same answers, several times faster when asked in order: it keeps the segment of the last answer.
class SlotCursor {
public:
    // `offsets`: of the zone, outlives the cursor; a cursor that is asked once only gains by them.
    SlotCursor(const CronExpression& expression, const absl::TimeZone& zone, const OffsetTable* offsets = nullptr)
        : expression_(expression), zone_(zone), offsets_(offsets) {}

    std::optional<std::chrono::sys_seconds> next(std::chrono::sys_seconds from);
    std::optional<std::chrono::sys_seconds> previous(std::chrono::sys_seconds until);

private:
    void move_to(std::chrono::sys_seconds t);

    CronExpression expression_;
    absl::TimeZone zone_;
    const OffsetTable* offsets_;
    OffsetSegment segment_{};  // empty until the first question
};

}  // namespace ecdsnap::core
