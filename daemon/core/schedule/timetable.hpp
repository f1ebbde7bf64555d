// When a policy is due: all of its schedules together, without what its calendars take away. Two schedules that are due
// at one instant make one slot; so does a slot that a calendar moves to where another one is.
#pragma once

#include "core/schedule/calendar_rules.hpp"
#include "core/schedule/missed_slots.hpp"
#include "core/schedule/recurrence.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ecdsnap::core {

// An instant at which a schedule was due and a calendar says no. No slot is ever due then.
struct TakenSlot {
    std::chrono::sys_seconds instant;
    std::string reason;  // "skipped (calendar cn-holidays: National Day)"

    friend bool operator==(const TakenSlot&, const TakenSlot&) = default;
};

struct TakenSlots {
    std::vector<TakenSlot> slots;  // the newest ones, at most `cap`, ascending
    std::size_t dropped = 0;       // further ones before them; a lower bound when there are very many
};

// Immutable. An empty one is never due.
class Timetable {
public:
    Timetable() = default;
    explicit Timetable(std::vector<Recurrence> recurrences, CalendarRules calendars = {})
        : recurrences_(std::move(recurrences)), calendars_(std::move(calendars)) {}

    // The first slot strictly after `after`; nullopt: never; with calendars, not in the next 12 years. Strictly
    // increasing in `after`; allocates nothing.
    std::optional<std::chrono::sys_seconds> next(std::chrono::sys_seconds after) const;

    // Slots in (after, until]; the work is bounded as that of missed_slots().
    MissedSlots missed(std::chrono::sys_seconds after, std::chrono::sys_seconds until, std::size_t cap) const;

    // What calendars take away: the first instant strictly after `after`, and all in (after, until].
    std::optional<std::chrono::sys_seconds> next_taken(std::chrono::sys_seconds after) const;
    TakenSlots taken(std::chrono::sys_seconds after, std::chrono::sys_seconds until, std::size_t cap) const;

    const std::vector<Recurrence>& recurrences() const { return recurrences_; }
    const CalendarRules& calendars() const { return calendars_; }
    std::string text() const;  // "0 2 * * * Asia/Shanghai; every 6h; except on cn-holidays"

    // Due at the same instants, as far as that can be seen without walking through them.
    friend bool operator==(const Timetable&, const Timetable&) = default;

private:
    std::vector<Recurrence> recurrences_;
    CalendarRules calendars_;
};

}  // namespace ecdsnap::core
