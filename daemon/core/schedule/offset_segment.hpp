// A stretch of time during which a zone's offset from UTC stays the same. Schedules are walked segment by segment:
// inside one, local time only ever goes forward, so no local time is ever skipped or repeated without being seen at a
// segment's begin.
#pragma once

#include <absl/time/time.h>

#include <chrono>

namespace ecdsnap::core {

// Slots exist only between these two. Zone rules of the distant future are guesses, those before 1900 are no zones yet.
inline constexpr std::chrono::sys_seconds first_instant{std::chrono::sys_days{std::chrono::year{1900} / 1 / 1}};
inline constexpr std::chrono::sys_seconds last_instant{std::chrono::sys_days{std::chrono::year{2400} / 1 / 1}};

struct OffsetSegment {
    std::chrono::sys_seconds begin;         // not before first_instant
    std::chrono::sys_seconds end;           // exclusive; not after last_instant
    std::chrono::seconds offset{0};         // local = UTC + offset
    std::chrono::seconds offset_before{0};  // of the segment that ends at `begin`; equal to `offset` when there is none

    bool contains(std::chrono::sys_seconds t) const { return begin <= t && t < end; }

    std::chrono::local_seconds local(std::chrono::sys_seconds t) const {
        return std::chrono::local_seconds{t.time_since_epoch() + offset};
    }
    std::chrono::sys_seconds utc(std::chrono::local_seconds t) const {
        return std::chrono::sys_seconds{t.time_since_epoch() - offset};
    }
    // What the clock would have shown at `begin` without the change: before local(begin), local times from here to
    // there are skipped; after it, those from local(begin) to here come a second time.
    std::chrono::local_seconds local_before() const {
        return std::chrono::local_seconds{begin.time_since_epoch() + offset_before};
    }
};

// The segment that contains `t` (first_instant <= t < last_instant).
OffsetSegment segment_at(const absl::TimeZone& zone, std::chrono::sys_seconds t);

// The next one (segment.end < last_instant). Cheaper than segment_at.
OffsetSegment segment_after(const absl::TimeZone& zone, const OffsetSegment& segment);

}  // namespace ecdsnap::core
