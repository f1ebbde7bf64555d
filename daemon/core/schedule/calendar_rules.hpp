// What calendars mean for the slots of one policy: which are taken away, and where those go that are moved.
#pragma once

#include "core/schedule/calendar.hpp"

#include <absl/time/time.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ecdsnap::core {

// What becomes of a slot that a calendar takes away.
enum class WhenTaken : std::uint8_t {
    skip,    // it does not run
    before,  // it runs at the same local time of the last day before on which that is allowed
    after,   // … of the first day after
};

// A slot is moved by at most this many days; where none of them is allowed it is skipped.
inline constexpr int longest_move = 31;

struct CalendarUse {
    std::shared_ptr<const Calendar> calendar;
    WhenTaken then = WhenTaken::skip;

    friend bool operator==(const CalendarUse& one, const CalendarUse& other) {
        return one.then == other.then && *one.calendar == *other.calendar;
    }
};

struct CalendarRules {
    std::vector<CalendarUse> only_on;    // a slot has to be in one of them; all have the same `then`
    std::vector<CalendarUse> except_on;  // and in none of these; the first that has it decides

    struct Verdict {
        const CalendarUse* taken_by = nullptr;  // nullptr: the moment is allowed
        const std::string* entry = nullptr;     // of except_on; nullptr: it is in none of only_on
        std::chrono::sys_seconds from;          // the verdict is the same in [from, until), perhaps longer
        std::chrono::sys_seconds until;

        bool allowed() const { return taken_by == nullptr; }
    };
    Verdict at(std::chrono::sys_seconds t) const;

    bool empty() const { return only_on.empty() && except_on.empty(); }
    // Whether some use moves slots that way.
    bool move(WhenTaken then) const;

    // Where a slot goes that `verdict` takes away; local times are those of `zone`, a day that lacks the time of day
    // has the first instant after the gap instead. nullopt: nowhere, it is skipped.
    std::optional<std::chrono::sys_seconds> moved(std::chrono::sys_seconds slot, const Verdict& verdict,
                                                  const absl::TimeZone& zone) const;

    // "skipped (calendar cn-holidays: National Day)", "moved to 2026-10-09 02:00 CST (not in calendar workdays)".
    std::string reason(std::chrono::sys_seconds slot, const Verdict& verdict, const absl::TimeZone& zone) const;

    std::string text() const;  // "only on workdays; except on cn-holidays"; empty without any

    friend bool operator==(const CalendarRules&, const CalendarRules&) = default;
};

}  // namespace ecdsnap::core
