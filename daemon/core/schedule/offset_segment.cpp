#include "core/schedule/offset_segment.hpp"

#include <algorithm>

namespace ecdsnap::core {
namespace {

using std::chrono::seconds;
using std::chrono::sys_seconds;

absl::Time absl_time(sys_seconds t) {
    return absl::FromUnixSeconds(t.time_since_epoch().count());
}

// Reads a civil time as if it were UTC.
seconds since_epoch(absl::CivilSecond civil) {
    return seconds{civil - absl::CivilSecond()};
}

// A transition gives civil times only. Its instant follows from an offset that is known to hold right before it
// (`from`) or right after it (`to`); looking the civil time up instead would be ambiguous in a repeated hour.
void find_end(const absl::TimeZone& zone, sys_seconds inside, OffsetSegment& segment) {
    absl::TimeZone::CivilTransition change;
    segment.end = last_instant;
    if (zone.NextTransition(absl_time(inside), &change))
        segment.end = std::min(last_instant, sys_seconds{since_epoch(change.from) - segment.offset});
}

}  // namespace

OffsetSegment segment_at(const absl::TimeZone& zone, sys_seconds t) {
    OffsetSegment segment{first_instant, last_instant, seconds{zone.At(absl_time(t)).offset}, {}};
    segment.offset_before = segment.offset;
    absl::TimeZone::CivilTransition change;
    if (zone.PrevTransition(absl_time(t + seconds{1}), &change)) {
        const sys_seconds begin{since_epoch(change.to) - segment.offset};
        if (begin > first_instant) {
            segment.begin = begin;
            segment.offset_before = since_epoch(change.from) - begin.time_since_epoch();
        }
    }
    find_end(zone, t, segment);
    return segment;
}

OffsetSegment segment_after(const absl::TimeZone& zone, const OffsetSegment& segment) {
    OffsetSegment next{segment.end, last_instant, seconds{zone.At(absl_time(segment.end)).offset}, segment.offset};
    find_end(zone, segment.end, next);
    return next;
}

}  // namespace ecdsnap::core
