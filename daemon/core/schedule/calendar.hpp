// A calendar: named stretches of time in a zone - days, windows of a week, what a calendar file holds - that policies
// are due only on, or not on.
#pragma once

#include <absl/time/time.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ecdsnap::core {

// Whole days, the last one included.
struct CalendarDays {
    std::chrono::local_days first;
    std::chrono::local_days last;  // >= first
    std::string name;              // of the entry, for people: "National Day"

    friend bool operator==(const CalendarDays&, const CalendarDays&) = default;
};

struct CalendarSpan {
    std::chrono::sys_seconds begin;
    std::chrono::sys_seconds end;  // exclusive; > begin
    std::string name;

    friend bool operator==(const CalendarSpan&, const CalendarSpan&) = default;
};

// The same hours of some days of each week, by the zone's clock.
struct WeeklyWindow {
    std::uint8_t weekdays = 0;      // bits 0-6, Sunday = 0
    std::chrono::minutes from{0};   // since midnight
    std::chrono::minutes until{0};  // exclusive; > from; more than 24 h: into the next day
    std::string name;               // "mon-fri 09:00-18:00"

    friend bool operator==(const WeeklyWindow&, const WeeklyWindow&) = default;
};

// In `zone`, from its first instant to the first one after it.
CalendarSpan span_of(const CalendarDays& days, const absl::TimeZone& zone);

// Immutable.
class Calendar {
public:
    // Where spans overlap, the one that began first gives the name.
    Calendar(std::string name, const absl::TimeZone& zone, std::vector<CalendarSpan> spans,
             std::vector<WeeklyWindow> windows);

    struct Answer {
        const std::string* entry = nullptr;  // nullptr: the moment is in none
        std::chrono::sys_seconds from;       // the answer is the same in [from, until), perhaps longer
        std::chrono::sys_seconds until;
    };
    // first_instant <= t < last_instant. Allocates nothing.
    Answer at(std::chrono::sys_seconds t) const;

    // From then on no moment is in it; nullopt: it goes on for ever, with weekly windows, or is empty.
    std::optional<std::chrono::sys_seconds> end() const {
        if (spans_.empty() || !windows_.empty()) return std::nullopt;
        return spans_.back().end;
    }

    const absl::TimeZone& zone() const { return zone_; }
    const std::string& name() const { return name_; }
    bool empty() const { return spans_.empty() && windows_.empty(); }

    friend bool operator==(const Calendar&, const Calendar&) = default;

private:
    Answer span_at(std::chrono::sys_seconds t) const;
    Answer window_at(std::chrono::sys_seconds t) const;

    std::string name_;
    absl::TimeZone zone_;
    std::vector<CalendarSpan> spans_;  // ascending, apart
    std::vector<WeeklyWindow> windows_;
};

}  // namespace ecdsnap::core
