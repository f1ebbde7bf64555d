// A schedule of equal steps of elapsed time: `every: 6h`. The grid reaches from its anchor in both directions and lies
// in UTC, so no change of a clock moves, repeats or skips a step.
#pragma once

#include <chrono>
#include <optional>

namespace ecdsnap::core {

struct FixedGrid {
    std::chrono::seconds every{std::chrono::hours{24}};  // > 0
    std::chrono::sys_seconds anchor{};                   // any of the grid's instants

    // The first instant of the grid strictly after `from`, and the last one at or before `until`; nullopt: outside the
    // time that schedules know (offset_segment.hpp).
    std::optional<std::chrono::sys_seconds> next(std::chrono::sys_seconds from) const;
    std::optional<std::chrono::sys_seconds> previous(std::chrono::sys_seconds until) const;

    // Whether they hold the same instants: anchors a whole number of steps apart are the same grid.
    friend bool operator==(const FixedGrid& one, const FixedGrid& other) {
        return one.every == other.every && (one.anchor - other.anchor) % one.every == std::chrono::seconds{0};
    }
};

}  // namespace ecdsnap::core
