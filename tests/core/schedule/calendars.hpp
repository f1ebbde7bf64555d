// Short ways to write calendars in schedule tests. They throw on a wrong text: a broken test.
#pragma once

#include "core/schedule/calendar_text.hpp"
#include "core/schedule/schedule_times.hpp"

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace ecdsnap::tests {

using Texts = std::vector<std::string>;

// Days and weekly hours, as a configuration has them.
inline std::shared_ptr<const core::Calendar> calendar(const std::string& zone_name, const Texts& days,
                                                      const Texts& weekly = {}, const std::string& name = "cal") {
    std::vector<core::CalendarSpan> spans;
    std::vector<core::WeeklyWindow> windows;
    for (const auto& text : days)
        spans.push_back(core::span_of(core::read_calendar_days(text).value(), zone(zone_name)));
    for (const auto& text : weekly)
        windows.push_back(core::read_weekly_window(text).value());
    return std::make_shared<const core::Calendar>(name, zone(zone_name), std::move(spans), std::move(windows));
}

}  // namespace ecdsnap::tests
