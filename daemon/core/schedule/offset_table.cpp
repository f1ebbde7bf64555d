#include "core/schedule/offset_table.hpp"

#include <algorithm>

namespace ecdsnap::core {
namespace {

using std::chrono::sys_days;
using std::chrono::sys_seconds;
using std::chrono::year;

constexpr sys_seconds begin{sys_days{year{2000} / 1 / 1}};
constexpr sys_seconds end{sys_days{year{2060} / 1 / 1}};

}  // namespace

OffsetTable::OffsetTable(const absl::TimeZone& zone) {
    segments_.push_back(segment_at(zone, begin));
    while (segments_.back().end < end)
        segments_.push_back(segment_after(zone, segments_.back()));
    segments_.shrink_to_fit();
}

const OffsetSegment* OffsetTable::find(sys_seconds t) const {
    if (t < segments_.front().begin || t >= segments_.back().end) return nullptr;
    const auto later =
        std::upper_bound(segments_.begin(), segments_.end(), t,
                         [](sys_seconds instant, const OffsetSegment& segment) { return instant < segment.begin; });
    return &*std::prev(later);
}

std::chrono::seconds OffsetTable::furthest_back() const {
    std::chrono::seconds furthest{0};
    for (const OffsetSegment& segment : segments_)
        furthest = std::max(furthest, segment.offset_before - segment.offset);
    return furthest;
}

}  // namespace ecdsnap::core
