#include "core/schedule/next_slot.hpp"

#include "core/schedule/local_match.hpp"
#include "core/schedule/segment_slots.hpp"

#include <algorithm>

namespace ecdsnap::core {
namespace {

using std::chrono::local_seconds;
using std::chrono::seconds;
using std::chrono::sys_seconds;

// The longest time without a matching date: 29 February on a given weekday, across a century year without a leap day.
constexpr auto longest_pause = std::chrono::years{41};

// More than any two offsets of a zone differ, so that a local time is never looked for in the wrong segment.
constexpr auto offset_margin = std::chrono::hours{48};

// Nothing is due in [t, result): lets a yearly schedule pass over the segments in between. nullopt: nothing before
// `horizon`.
std::optional<sys_seconds> quiet_until(const CronFields& fields, sys_seconds t, sys_seconds horizon) {
    const auto local = [](sys_seconds instant) { return local_seconds{instant.time_since_epoch()}; };
    const auto match = first_match(fields, local(t) - offset_margin, local(horizon) + offset_margin);
    if (match == no_match) return std::nullopt;
    return std::max(t, sys_seconds{match.time_since_epoch()} - offset_margin);
}

// The mirror image: nothing is due in (result, t]. nullopt: nothing since first_instant.
std::optional<sys_seconds> quiet_since(const CronFields& fields, sys_seconds t) {
    const auto local = [](sys_seconds instant) { return local_seconds{instant.time_since_epoch()}; };
    const auto match = last_match(fields, local(first_instant) - offset_margin, local(t) + offset_margin);
    if (match == no_match) return std::nullopt;
    return std::min(t, sys_seconds{match.time_since_epoch()} + offset_margin);
}

}  // namespace

void SlotCursor::move_to(sys_seconds t) {
    if (segment_.contains(t)) return;
    if (const OffsetSegment* known = offsets_ != nullptr ? offsets_->find(t) : nullptr) {
        segment_ = *known;
        return;
    }
    const bool follows = t == segment_.end && segment_.begin < segment_.end;
    segment_ = follows ? segment_after(zone_, segment_) : segment_at(zone_, t);
}

std::optional<sys_seconds> SlotCursor::next(sys_seconds from) {
    if (from >= last_instant - seconds{1}) return std::nullopt;
    const auto& fields = expression_.fields();
    sys_seconds t = std::max(from + seconds{1}, first_instant);
    const sys_seconds horizon = fields.any_year ? std::min<sys_seconds>(t + longest_pause, last_instant) : last_instant;
    while (t < horizon) {
        move_to(t);
        if (const auto slot = first_slot_in(fields, segment_, t)) return slot;
        if (segment_.end >= horizon) break;
        const auto later = quiet_until(fields, segment_.end, horizon);
        if (!later) break;
        t = *later;
    }
    return std::nullopt;
}

std::optional<sys_seconds> SlotCursor::previous(sys_seconds until) {
    const auto& fields = expression_.fields();
    sys_seconds t = std::min(until, last_instant - seconds{1});
    while (t >= first_instant) {
        move_to(t);
        if (const auto slot = last_slot_in(fields, segment_, t)) return slot;
        const auto earlier = quiet_since(fields, segment_.begin - seconds{1});
        if (!earlier) break;
        t = *earlier;
    }
    return std::nullopt;
}

std::optional<sys_seconds> next_slot(const CronExpression& expression, const absl::TimeZone& zone, sys_seconds from) {
    return SlotCursor(expression, zone).next(from);
}

std::optional<sys_seconds> previous_slot(const CronExpression& expression, const absl::TimeZone& zone,
                                         sys_seconds until) {
    return SlotCursor(expression, zone).previous(until);
}

}  // namespace ecdsnap::core
