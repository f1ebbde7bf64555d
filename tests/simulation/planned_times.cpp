#include "simulation/planned_times.hpp"

#include <algorithm>
#include <iterator>

namespace ecdsnap::tests {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

// The same time of day on the nearest open day that way.
core::SlotInstant moved(const PlannedPolicy& planned, core::SlotInstant instant) {
    const days step{planned.then == core::WhenTaken::before ? -1 : 1};
    while (planned.closed.contains(std::chrono::floor<days>(instant)))
        instant += step;
    return instant;
}

// The grid's instants in (from, until).
std::set<core::SlotInstant> steps_of(const PlannedGrid& grid, core::WallTime from, core::WallTime until) {
    std::set<core::SlotInstant> steps;
    for (core::WallTime step = from - (from - grid.anchor) % grid.every; step < until; step += grid.every)
        if (step > from) steps.insert(std::chrono::floor<std::chrono::seconds>(step));
    return steps;
}

// What the slots that an objective makes get around days that its calendar takes away: where the slots left are too far
// apart, the last minute before, or the first moment after, or both. `kept`: those left; it reaches well beyond.
std::set<core::SlotInstant> edges_of(const PlannedPolicy& planned, const std::set<core::SlotInstant>& kept) {
    std::set<core::SlotInstant> edges;
    for (const sys_days day : planned.closed) {
        if (planned.closed.contains(day - days{1})) continue;
        sys_days open = day;
        while (planned.closed.contains(open))
            open += days{1};
        const core::SlotInstant last = core::SlotInstant{day} - std::chrono::minutes{1};
        const auto after = kept.upper_bound(core::SlotInstant{day});
        if (after == kept.begin() || after == kept.end()) continue;
        const core::SlotInstant before = *std::prev(after);
        if (*after - before <= planned.apart) continue;
        const bool one_before = *after - last <= planned.apart;
        const bool one_after = open - before <= planned.apart;
        if ((one_before || !one_after) && before < last) edges.insert(last);
        if (!one_before) edges.insert(open);
    }
    return edges;
}

// Of the first grid, with what is far enough from (from, until) to matter for it.
std::set<core::SlotInstant> kept_by_objective(const PlannedPolicy& planned, core::WallTime from, core::WallTime until) {
    auto kept = steps_of(planned.grids.front(), from - days{20}, until + days{20});
    std::erase_if(kept, [&](auto instant) { return planned.closed.contains(std::chrono::floor<days>(instant)); });
    return kept;
}

}  // namespace

PlannedTimes times_in_zone(const PlannedPolicy& planned, bool away, core::WallTime from, core::WallTime until) {
    PlannedTimes times;
    // Slots are moved over fewer days than these, if at all.
    const days around{planned.closed.empty() ? 0 : 10};
    const auto inside = [&](core::SlotInstant instant) { return instant > from && instant < until; };
    for (const PlannedGrid& grid : away && !planned.away.empty() ? planned.away : planned.grids) {
        const core::WallTime begin = std::chrono::floor<days>(from) - around;
        for (core::WallTime step = begin - (begin - grid.anchor) % grid.every; step < until + around;
             step += grid.every) {
            const auto instant = std::chrono::floor<std::chrono::seconds>(step);
            const bool closed = planned.closed.contains(std::chrono::floor<days>(instant));
            if (closed && inside(instant)) times.taken.insert(instant);
            if (closed && planned.then == core::WhenTaken::skip) continue;
            if (const auto slot = moved(planned, instant); inside(slot)) times.due.insert(slot);
        }
    }
    if (planned.apart == core::Millis{0} || planned.grids.empty() || planned.closed.empty()) return times;
    for (const core::SlotInstant edge : edges_of(planned, kept_by_objective(planned, from, until)))
        if (inside(edge)) times.due.insert(edge);
    return times;
}

PlannedTimes times_of(const PlannedPolicy& planned, core::WallTime from, core::WallTime until) {
    PlannedTimes times = times_in_zone(planned, false, from, until);
    if (planned.away.empty()) return times;
    times.due.merge(times_in_zone(planned, true, from, until).due);
    times.taken.merge(times_in_zone(planned, true, from, until).taken);
    // Where one zone's slot is taken and the other's is moved to, it is a slot.
    for (const core::SlotInstant due : times.due)
        times.taken.erase(due);
    return times;
}

}  // namespace ecdsnap::tests
