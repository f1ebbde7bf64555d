// Which days of one month an expression is due on. All of a date's rules (weekdays, L, W, #, the day rule) are decided
// here.
#pragma once

#include "core/schedule/cron_fields.hpp"

#include <array>
#include <chrono>
#include <cstdint>

namespace ecdsnap::core {

// Bit d (1-31) is set when day d of that month matches the day and weekday fields. Month and year fields do not count
// here.
std::uint32_t matching_days(const CronFields& fields, std::chrono::year_month month);

// The same for each kind of month: what CronFields::days_by_kind holds.
std::array<std::uint32_t, month_kinds> days_by_kind(const CronFields& fields);

// Whether some date of some year (of the year field) matches at all. Exact: every kind of year is tried.
bool has_matching_date(const CronFields& fields);

}  // namespace ecdsnap::core
