// One schedule of a policy: a cron expression in a time zone, a fixed grid, or what closes the gaps of one of them.
#pragma once

#include "core/schedule/fixed_grid.hpp"
#include "core/schedule/gap_edges.hpp"
#include "core/schedule/next_slot.hpp"

#include <absl/time/time.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace ecdsnap::core {

struct Recurrence {
    std::variant<CronExpression, FixedGrid, GapEdges> times;
    absl::TimeZone zone;  // of the expression; of the others only what their instants are called by
    std::string text;     // for people: "0 2 * * * Asia/Shanghai", "every 6h"
    std::shared_ptr<const OffsetTable>
        offsets;            // of the zone, makes answers quick; nullptr: there are none, for a grid
    std::string written{};  // the expression, as a person wrote it; empty: there is none

    // Strictly after `from`; at or before `until`; nullopt: never.
    std::optional<std::chrono::sys_seconds> next(std::chrono::sys_seconds from) const;
    std::optional<std::chrono::sys_seconds> previous(std::chrono::sys_seconds until) const;

    // Due at the same instants, however it is written.
    friend bool operator==(const Recurrence& one, const Recurrence& other) {
        return one.times == other.times && one.zone == other.zone;
    }
};

Recurrence cron_recurrence(const CronExpression& cron, std::string_view written, const absl::TimeZone& zone,
                           std::string_view zone_name);
// The same times of day in another zone. A grid has no times of day: it stays as it is.
Recurrence in_zone(const Recurrence& recurrence, const absl::TimeZone& zone, std::string_view zone_name);
Recurrence grid_recurrence(const FixedGrid& grid, const absl::TimeZone& zone);

// Walks one recurrence step by step, several times faster than it answers out of order. Outlived by the recurrence.
class RecurrenceCursor {
public:
    explicit RecurrenceCursor(const Recurrence& recurrence);

    std::optional<std::chrono::sys_seconds> next(std::chrono::sys_seconds from);
    std::optional<std::chrono::sys_seconds> previous(std::chrono::sys_seconds until);

private:
    std::variant<SlotCursor, FixedGrid, GapEdges> steps_;
};

}  // namespace ecdsnap::core
