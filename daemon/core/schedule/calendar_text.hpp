// The entries of a calendar as people write them in a configuration.
#pragma once

#include "core/schedule/calendar.hpp"
#include "core/text/text_error.hpp"

#include <string_view>

namespace ecdsnap::core {

// "2026-10-01", "2026-10-01..2026-10-07", each perhaps with a name behind it: "2026-10-01..2026-10-07 National Day".
// The days from 1970 to 2399; without a name the days themselves are it.
TextResult<CalendarDays> read_calendar_days(std::string_view text);

// "mon-fri 09:00-18:00", "sat,sun", "22:00-06:00" (each day, into the next one), each perhaps with a name behind it.
// Weekdays may wrap (fri-mon); 24:00 is the end of a day.
TextResult<WeeklyWindow> read_weekly_window(std::string_view text);

}  // namespace ecdsnap::core
