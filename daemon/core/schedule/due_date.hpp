// Which dates an expression is due on: the months, years and days of a plain calendar. Internal to the schedule.
#pragma once

#include "core/schedule/cron_fields.hpp"

#include <chrono>

namespace ecdsnap::core {

// Not std::optional, which GCC hands back through memory: that takes longer than finding the date.
inline constexpr std::chrono::local_days no_date = std::chrono::local_days::max();

// Whether dates are due by their weekday alone, as those of most expressions are: no month has to be looked at.
bool due_by_weekday_alone(const CronFields& fields);

// The first date at or after `from`. no_date: none in a month that begins before `end`; a later one may be told.
std::chrono::local_days first_date(const CronFields& fields, std::chrono::local_days from,
                                   std::chrono::local_seconds end);

// The last date at or before `to`. no_date: none in a month that ends after `begin`; an earlier one may be told.
std::chrono::local_days last_date(const CronFields& fields, std::chrono::local_days to,
                                  std::chrono::local_seconds begin);

}  // namespace ecdsnap::core
