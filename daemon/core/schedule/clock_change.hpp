// What a change of the clock does to one slot, and how that is told to people.
#pragma once

#include "core/schedule/cron_expression.hpp"

#include <absl/time/time.h>

#include <chrono>
#include <cstdint>
#include <string>

namespace ecdsnap::core {

enum class ClockChange : std::uint8_t {
    none,
    skipped,      // a due local time does not exist on this date: this is the first instant after the gap
    first_pass,   // the local time comes twice, this is the first time
    second_pass,  // the local time comes twice, this is the second time
};

// How a clock change affects `slot`, one of the expression's slots in `zone`.
ClockChange clock_change_at(const CronExpression& expression, const absl::TimeZone& zone,
                            std::chrono::sys_seconds slot);

// "02:30 does not exist on this day: moved to 03:00", "02:30 comes twice on this day: due the first time only"; empty
// for none.
std::string clock_change_note(const CronExpression& expression, const absl::TimeZone& zone,
                              std::chrono::sys_seconds slot);

}  // namespace ecdsnap::core
