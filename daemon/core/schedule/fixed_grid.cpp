#include "core/schedule/fixed_grid.hpp"

#include "core/schedule/offset_segment.hpp"

#include <algorithm>

namespace ecdsnap::core {
namespace {

using std::chrono::seconds;
using std::chrono::sys_seconds;

// The last instant of the grid at or before `t`.
sys_seconds at_or_before(const FixedGrid& grid, sys_seconds t) {
    const seconds past = (t - grid.anchor) % grid.every;
    return past < seconds{0} ? t - past - grid.every : t - past;
}

}  // namespace

std::optional<sys_seconds> FixedGrid::next(sys_seconds from) const {
    if (from >= last_instant) return std::nullopt;
    const sys_seconds before = std::max(from, first_instant - seconds{1});
    const sys_seconds step = at_or_before(*this, before) + every;
    return step < last_instant ? std::optional(step) : std::nullopt;
}

std::optional<sys_seconds> FixedGrid::previous(sys_seconds until) const {
    if (until < first_instant) return std::nullopt;
    const sys_seconds step = at_or_before(*this, std::min(until, last_instant - seconds{1}));
    return step >= first_instant ? std::optional(step) : std::nullopt;
}

}  // namespace ecdsnap::core
