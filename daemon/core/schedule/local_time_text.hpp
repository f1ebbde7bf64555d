// A slot as people read it: local time with the zone's abbreviation, and a note when a clock change plays a part.
#pragma once

#include "core/schedule/cron_expression.hpp"

#include <absl/time/time.h>

#include <chrono>
#include <string>
#include <string_view>

namespace ecdsnap::core {

// "2026-03-29 03:00 CEST"; with seconds when they are not 0. Zones without letters show their offset: "2026-03-29 03:00
// +07".
std::string local_time_text(std::chrono::sys_seconds instant, const absl::TimeZone& zone);

enum class ClockChange {
    none,
    skipped,      // a due local time does not exist on this date: this is the first instant after the gap
    first_pass,   // the local time comes twice, this is the first time
    second_pass,  // the local time comes twice, this is the second time
};

// How a clock change affects `slot`, one of the expression's slots in `zone`.
ClockChange clock_change_at(const CronExpression& expression, const absl::TimeZone& zone,
                            std::chrono::sys_seconds slot);

// "skipped local time, runs at the first instant after"; empty for none.
std::string_view note_of(ClockChange change);

}  // namespace ecdsnap::core
