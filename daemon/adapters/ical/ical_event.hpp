// One VEVENT after the other as stretches of time.
#pragma once

#include "adapters/ical/calendar_file.hpp"

#include <chrono>
#include <libical/ical.h>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace ecdsnap::adapters {

// How long each instance of an event is: whole days for dates, else elapsed time.
struct EventLength {
    int whole_days = 0;
    std::chrono::seconds elapsed{0};
};

class EventReader {
public:
    EventReader(const absl::TimeZone& zone, const ZoneLoader& load_zone) : zone_(zone), load_zone_(load_zone) {}

    // An event with a RECURRENCE-ID stands for one instance of another one, which then leaves that out.
    void note_instance(icalcomponent* event);

    // Adds its stretches; the error names the event.
    std::optional<core::TextError> read(icalcomponent* event, std::vector<core::CalendarSpan>& spans);

private:
    using Instant = std::chrono::sys_seconds;
    // The zone of one property: its TZID's, UTC, or the calendar's.
    core::TextResult<absl::TimeZone> zone_of(icalproperty* property, const icaltimetype& time) const;
    core::TextResult<Instant> instant_of(icalproperty* property, const icaltimetype& time) const;
    std::optional<core::TextError> read_length(icalcomponent* event, const icaltimetype& start, Instant begin,
                                               EventLength& length) const;
    std::optional<core::TextError> read_times(icalcomponent* event, std::vector<core::CalendarSpan>& spans);
    core::TextResult<std::set<Instant>> left_out(icalcomponent* event) const;

    absl::TimeZone zone_;
    const ZoneLoader& load_zone_;
    std::set<std::pair<std::string, Instant>> changed_;  // instances, by the event's UID
    int instances_ = 0;                                  // of all events so far, also of those that leave no stretch
};

}  // namespace ecdsnap::adapters
