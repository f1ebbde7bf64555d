// The ways of writing a cron expression that are understood. The dialect is always named, never guessed from the text:
// six fields mean different things to different programs.
#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace ecdsnap::core {

enum class CronDialect {
    cron,  // five fields as Vixie cron reads them: minute hour day month weekday; macros; L, L-n, LW, nW, d#n, dL
    cron_seconds,  // the same with a leading seconds field
    quartz,  // Quartz, as in the cloud's own policies: second minute hour day month weekday [year], weekday 1 = Sunday
};

// What configuration files call them, in the order of the enumerators.
inline constexpr std::array<std::string_view, 3> cron_dialect_names{"cron", "cron-seconds", "quartz"};

constexpr std::string_view name_of(CronDialect dialect) {
    return cron_dialect_names[static_cast<std::size_t>(dialect)];
}

constexpr std::optional<CronDialect> cron_dialect_named(std::string_view name) {
    for (std::size_t i = 0; i < cron_dialect_names.size(); ++i)
        if (cron_dialect_names[i] == name) return static_cast<CronDialect>(i);
    return std::nullopt;
}

}  // namespace ecdsnap::core
