// An instant as people read it: local time with the zone's abbreviation.
#pragma once

#include <absl/time/time.h>

#include <chrono>
#include <string>

namespace ecdsnap::core {

// "2026-03-29 03:00 CEST"; with seconds when they are not 0. Zones without letters show their offset: "2026-03-29 03:00
// +07".
std::string local_time_text(std::chrono::sys_seconds instant, const absl::TimeZone& zone);

}  // namespace ecdsnap::core
