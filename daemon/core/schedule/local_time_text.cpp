#include "core/schedule/local_time_text.hpp"

namespace ecdsnap::core {

std::string local_time_text(std::chrono::sys_seconds instant, const absl::TimeZone& zone) {
    const auto time = absl::FromUnixSeconds(instant.time_since_epoch().count());
    const bool whole_minute = zone.At(time).cs.second() == 0;
    return absl::FormatTime(whole_minute ? "%Y-%m-%d %H:%M %Z" : "%Y-%m-%d %H:%M:%S %Z", time, zone);
}

}  // namespace ecdsnap::core
