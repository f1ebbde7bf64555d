#include "core/schedule/local_time_text.hpp"

#include "core/schedule/offset_segment.hpp"
#include "core/schedule/segment_slots.hpp"

namespace ecdsnap::core {

std::string local_time_text(std::chrono::sys_seconds instant, const absl::TimeZone& zone) {
    const auto time = absl::FromUnixSeconds(instant.time_since_epoch().count());
    const bool whole_minute = zone.At(time).cs.second() == 0;
    return absl::FormatTime(whole_minute ? "%Y-%m-%d %H:%M %Z" : "%Y-%m-%d %H:%M:%S %Z", time, zone);
}

ClockChange clock_change_at(const CronExpression& expression, const absl::TimeZone& zone,
                            std::chrono::sys_seconds slot) {
    if (slot < first_instant || slot >= last_instant) return ClockChange::none;
    const auto segment = segment_at(zone, slot);
    if (slot == segment.begin && due_in_gap_before(expression.fields(), segment)) return ClockChange::skipped;
    if (segment.local(slot) < segment.local_before()) return ClockChange::second_pass;
    if (segment.end == last_instant) return ClockChange::none;
    const auto next = segment_after(zone, segment);
    return segment.local(slot) >= next.local(next.begin) ? ClockChange::first_pass : ClockChange::none;
}

std::string_view note_of(ClockChange change) {
    switch (change) {
        case ClockChange::none: break;
        case ClockChange::skipped: return "skipped local time, runs at the first instant after";
        case ClockChange::first_pass: return "repeated local time, first pass";
        case ClockChange::second_pass: return "repeated local time, second pass";
    }
    return {};
}

}  // namespace ecdsnap::core
