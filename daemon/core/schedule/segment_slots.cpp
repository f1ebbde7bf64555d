#include "core/schedule/segment_slots.hpp"

#include "core/schedule/local_match.hpp"

#include <algorithm>

namespace ecdsnap::core {
namespace {

using std::chrono::local_seconds;
using std::chrono::seconds;
using std::chrono::sys_seconds;

constexpr std::uint32_t all_hours = 0xffffff;

// Local times of the segment that count: for fixed times those that came before the clock was set back do not come
// again.
local_seconds local_begin(const CronFields& fields, const OffsetSegment& segment) {
    const auto begin = segment.local(segment.begin);
    return fields.fixed_time ? std::max(begin, segment.local_before()) : begin;
}

}  // namespace

bool makes_up_for_gaps(const CronFields& fields) {
    return fields.hours != all_hours;
}

bool due_in_gap_before(const CronFields& fields, const OffsetSegment& segment) {
    return segment.offset > segment.offset_before && makes_up_for_gaps(fields) &&
           first_match(fields, segment.local_before(), segment.local(segment.begin)) != no_match;
}

std::optional<sys_seconds> first_slot_in(const CronFields& fields, const OffsetSegment& segment, sys_seconds from) {
    if (from <= segment.begin && due_in_gap_before(fields, segment)) return segment.begin;
    const auto begin = std::max(segment.local(from), local_begin(fields, segment));
    const auto match = first_match(fields, begin, segment.local(segment.end));
    return match != no_match ? std::optional(segment.utc(match)) : std::nullopt;
}

std::optional<sys_seconds> last_slot_in(const CronFields& fields, const OffsetSegment& segment, sys_seconds until) {
    const auto end = std::min(segment.local(until) + seconds{1}, segment.local(segment.end));
    if (const auto match = last_match(fields, local_begin(fields, segment), end); match != no_match)
        return segment.utc(match);
    return due_in_gap_before(fields, segment) ? std::optional(segment.begin) : std::nullopt;
}

}  // namespace ecdsnap::core
