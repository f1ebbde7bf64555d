// Walks one schedule past what calendars take away and where they move it. Internal to the schedule: timetable.hpp puts
// several of these together.
#pragma once

#include "core/schedule/calendar_rules.hpp"
#include "core/schedule/recurrence.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <vector>

namespace ecdsnap::core {

// The first slot that is kept, or moved there, strictly after `after`; nullopt: none in the next 12 years.
std::optional<std::chrono::sys_seconds> next_kept(const Recurrence& recurrence, const CalendarRules& calendars,
                                                  std::chrono::sys_seconds after);
// The first due instant that is taken away, moved or not.
std::optional<std::chrono::sys_seconds> next_taken(const Recurrence& recurrence, const CalendarRules& calendars,
                                                   std::chrono::sys_seconds after);

struct WalkRange {
    std::chrono::sys_seconds after;
    std::chrono::sys_seconds until;
    std::size_t most;
};
// The newest of those in (after, until], in any order and perhaps twice; at least `most` where there are so many.
void gather_kept(const Recurrence& recurrence, const CalendarRules& calendars, const WalkRange& range,
                 std::vector<std::chrono::sys_seconds>& slots);
void gather_taken(const Recurrence& recurrence, const CalendarRules& calendars, const WalkRange& range,
                  std::vector<std::chrono::sys_seconds>& instants);

}  // namespace ecdsnap::core
