#include "simulation/planned_times.hpp"

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

}  // namespace

PlannedTimes times_of(const PlannedPolicy& planned, core::WallTime from, core::WallTime until) {
    PlannedTimes times;
    const auto inside = [&](core::SlotInstant instant) { return instant > from && instant < until; };
    for (const PlannedGrid& grid : planned.grids) {
        const core::WallTime begin = std::chrono::floor<days>(from) - days{10};  // more than the closed days in a row
        for (core::WallTime step = begin - (begin - grid.anchor) % grid.every; step < until + days{10};
             step += grid.every) {
            const auto instant = std::chrono::floor<std::chrono::seconds>(step);
            const bool closed = planned.closed.contains(std::chrono::floor<days>(instant));
            if (closed && inside(instant)) times.taken.insert(instant);
            if (closed && planned.then == core::WhenTaken::skip) continue;
            if (const auto slot = moved(planned, instant); inside(slot)) times.due.insert(slot);
        }
    }
    return times;
}

}  // namespace ecdsnap::tests
