// The offsets of one zone over the decades in which a daemon lives, looked up once: finding a segment here takes a
// tenth of the time that the zone itself takes.
#pragma once

#include "core/schedule/offset_segment.hpp"

#include <absl/time/time.h>

#include <chrono>
#include <vector>

namespace ecdsnap::core {

// Immutable; some kilobytes.
class OffsetTable {
public:
    explicit OffsetTable(const absl::TimeZone& zone);

    // The segment that contains `t`; nullptr: outside, ask segment_at().
    const OffsetSegment* find(std::chrono::sys_seconds t) const;

    // The furthest that the zone's clock is ever set back at once; 0: never.
    std::chrono::seconds furthest_back() const;

private:
    std::vector<OffsetSegment> segments_;  // ascending, without a gap between
};

}  // namespace ecdsnap::core
