// Short ways to write instants and zones in schedule tests. They throw on a wrong text: a broken test.
#pragma once

#include "adapters/system/time_zones.hpp"
#include "core/schedule/cron_expression.hpp"
#include "core/text/utc_text.hpp"

#include <absl/time/time.h>

#include <chrono>
#include <string>
#include <string_view>

namespace ecdsnap::tests {

// "2026-03-29T01:00:00Z" -> instant.
inline std::chrono::sys_seconds utc(std::string_view text) {
    return std::chrono::floor<std::chrono::seconds>(core::utc_from(text).value());
}

inline absl::TimeZone zone(std::string_view name) {
    return adapters::load_time_zone(name).value();
}

inline core::CronExpression cron(std::string_view text, core::CronDialect dialect = core::CronDialect::cron) {
    return core::CronExpression::parse(text, dialect).value();
}

}  // namespace ecdsnap::tests
