// Holiday calendars as iCalendar files (RFC 5545), read by libical. Its events become stretches of time; the zones they
// name are the system's, as for schedules, not those that a file describes.
#pragma once

#include "core/schedule/calendar.hpp"
#include "core/text/text_error.hpp"

#include <absl/time/time.h>

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace ecdsnap::adapters {

// A time zone by its IANA name, or what is wrong with the name.
using ZoneLoader = std::function<core::TextResult<absl::TimeZone>(std::string_view name)>;

using CalendarSpans = core::TextResult<std::vector<core::CalendarSpan>>;

// The events of a calendar: whole days and times without a zone are read in `zone`. Recurring events are followed until
// 2070, with EXDATE, RDATE and changed instances; cancelled ones and moments without length are left out. A file that
// is broken, or says something that cannot be followed, is an error: half a holiday calendar is worse than none.
CalendarSpans read_ical(const std::string& text, const absl::TimeZone& zone, const ZoneLoader& load_zone);

// The same, of a file of at most 1 MiB.
CalendarSpans load_ical(const std::filesystem::path& file, const absl::TimeZone& zone, const ZoneLoader& load_zone);

}  // namespace ecdsnap::adapters
