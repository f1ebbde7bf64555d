#include "core/schedule/clock_change.hpp"

#include "core/schedule/local_match.hpp"
#include "core/schedule/offset_segment.hpp"
#include "core/schedule/segment_slots.hpp"

#include <fmt/format.h>

namespace ecdsnap::core {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::local_seconds;
using std::chrono::seconds;
using std::chrono::sys_seconds;

std::string clock_text(local_seconds local) {
    const std::chrono::hh_mm_ss time{local - floor<days>(local)};
    const auto text = fmt::format("{:02}:{:02}", time.hours().count(), time.minutes().count());
    return time.seconds().count() == 0 ? text : fmt::format("{}:{:02}", text, time.seconds().count());
}

std::string date_text(local_seconds local) {
    const std::chrono::year_month_day date{floor<days>(local)};
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                       static_cast<unsigned>(date.day()));
}

// The slot stands for all due local times between `segment` and the one before.
std::string gap_note(const CronFields& fields, const OffsetSegment& segment) {
    const local_seconds to = segment.local(segment.begin);
    const local_seconds first = first_match(fields, segment.local_before(), to);
    const local_seconds last = last_match(fields, segment.local_before(), to);
    const bool same_day = floor<days>(first) == floor<days>(to);  // a gap may end at midnight, or swallow a day
    const auto text = [&](local_seconds local) {
        return same_day ? clock_text(local) : date_text(local) + " " + clock_text(local);
    };
    const auto* const on = same_day ? " on this day" : "";
    if (first == last) return fmt::format("{} does not exist{}: moved to {}", text(first), on, text(to));
    return fmt::format("{} to {} do not exist{}: due once, at {}", text(first), text(last), on, text(to));
}

}  // namespace

ClockChange clock_change_at(const CronExpression& expression, const absl::TimeZone& zone, sys_seconds slot) {
    if (slot < first_instant || slot >= last_instant) return ClockChange::none;
    const auto segment = segment_at(zone, slot);
    if (slot == segment.begin && due_in_gap_before(expression.fields(), segment)) return ClockChange::skipped;
    if (segment.local(slot) < segment.local_before()) return ClockChange::second_pass;
    if (segment.end == last_instant) return ClockChange::none;
    const auto next = segment_after(zone, segment);
    return segment.local(slot) >= next.local(next.begin) ? ClockChange::first_pass : ClockChange::none;
}

std::string clock_change_note(const CronExpression& expression, const absl::TimeZone& zone, sys_seconds slot) {
    const ClockChange change = clock_change_at(expression, zone, slot);
    if (change == ClockChange::none) return {};
    const auto segment = segment_at(zone, slot);
    if (change == ClockChange::skipped) return gap_note(expression.fields(), segment);
    const auto twice = clock_text(segment.local(slot)) + " comes twice on this day: ";
    if (change == ClockChange::second_pass) return twice + "the second time";
    return twice + (expression.fields().fixed_time ? "due the first time only" : "the first time");
}

}  // namespace ecdsnap::core
