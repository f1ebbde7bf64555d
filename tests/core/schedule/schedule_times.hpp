// Short ways to write instants and zones in schedule tests.
#pragma once

#include "adapters/system/time_zones.hpp"
#include "core/schedule/cron_expression.hpp"

#include <absl/time/time.h>

#include <chrono>
#include <stdexcept>
#include <string>
#include <string_view>

namespace ecdsnap::tests {

// "2026-03-29T01:00:00Z" -> instant. Throws on anything else: a broken test.
inline std::chrono::sys_seconds utc(std::string_view text) {
    absl::Time time;
    std::string error;
    if (!absl::ParseTime(absl::RFC3339_full, std::string(text), &time, &error))
        throw std::invalid_argument(std::string(text) + ": " + error);
    return std::chrono::sys_seconds{std::chrono::seconds{absl::ToUnixSeconds(time)}};
}

inline std::string utc_text(std::chrono::sys_seconds t) {
    return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", absl::FromUnixSeconds(t.time_since_epoch().count()),
                            absl::UTCTimeZone());
}

inline absl::TimeZone zone(std::string_view name) {
    return adapters::load_time_zone(name).value();
}

inline core::CronExpression cron(std::string_view text, core::CronDialect dialect = core::CronDialect::cron) {
    return core::CronExpression::parse(text, dialect).value();
}

}  // namespace ecdsnap::tests
