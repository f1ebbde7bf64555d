// A schedule that is made from how far apart its slots may be: as few slots as hold that, at the same local times of
// every day where that is possible.
#pragma once

#include "core/schedule/calendar_rules.hpp"
#include "core/schedule/recurrence.hpp"

#include <absl/time/time.h>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace ecdsnap::core {

// Steps are a whole number of days, or parts of a day that are hours or parts of an hour; none is shorter.
inline constexpr std::chrono::seconds shortest_step = std::chrono::minutes{10};

// The longest step of those that is not longer than `apart`; nullopt: `apart` is shorter than all of them.
std::optional<std::chrono::seconds> step_within(std::chrono::milliseconds apart);

struct Spacing {
    std::chrono::milliseconds apart{0};              // >= shortest_step, at most a year
    absl::TimeZone zone;                             // whose days they are
    std::string zone_name;                           // its IANA name
    std::optional<std::chrono::sys_seconds> anchor;  // one of the slots; nullopt: midnight is one
    CalendarRules calendars;                         // what is taken away; the gaps get slots at their edges
    std::string purpose;                             // for people: "rpo 1d"
};

// Their slots together, less what the calendars take away, are at most `apart` from each other, except where the
// calendars allow no moment for longer than that: there one slot lies at each edge.
//
// At fixed local times where the zone's clock, set back, leaves enough of `apart`; else in steps of elapsed time.
std::vector<Recurrence> spaced_recurrences(const Spacing& spacing);

}  // namespace ecdsnap::core
