// Slots that close the gaps which calendars tear into an evenly spaced schedule: at the last moment that is allowed
// before a gap and at the first one after it, where the schedule alone would leave more time between two slots than it
// may.
#pragma once

#include "core/schedule/calendar_rules.hpp"

#include <chrono>
#include <memory>
#include <optional>

namespace ecdsnap::core {

struct Recurrence;

struct GapEdges {
    std::shared_ptr<const Recurrence> spaced;  // its own slots are at most `apart` from each other
    CalendarRules calendars;
    std::chrono::seconds apart{0};  // > 0, at most a year

    // A gap that is longer than `apart` gets both of its edges; a shorter one at most those that it takes.
    //
    // The first one strictly after `from` that is not later than the next slot which `spaced` keeps: nobody asks
    // further, and with gaps that need no edges it would be far to look. nullopt: there is none.
    std::optional<std::chrono::sys_seconds> next(std::chrono::sys_seconds from) const;
    // The last one at or before `until`; nullopt: none within 400 days.
    std::optional<std::chrono::sys_seconds> previous(std::chrono::sys_seconds until) const;

    friend bool operator==(const GapEdges& one, const GapEdges& other);
};

}  // namespace ecdsnap::core
