#include "simulation/rehearsal/finish_times.hpp"

#include <algorithm>
#include <vector>

namespace ecdsnap::simulation {

std::optional<FinishTimes> finish_times(std::span<const RehearsedSlot> slots) {
    FinishTimes times;
    std::vector<core::Millis> all;
    for (std::size_t place = 0; place < slots.size(); ++place) {
        const RehearsedSlot& slot = slots[place];
        if (!slot.opened || slot.counts.tasks == 0 || !slot.finished) continue;
        const core::Millis took = *slot.finished - slot.begin;
        if (all.empty() || took > times.longest) {
            times.longest = took;
            times.worst = place;
        }
        all.push_back(took);
        if (slot.last_start) times.latest_start = std::max(times.latest_start, *slot.last_start - slot.begin);
    }
    if (all.empty()) return std::nullopt;
    const auto middle = all.begin() + static_cast<std::ptrdiff_t>((all.size() - 1) / 2);
    std::nth_element(all.begin(), middle, all.end());
    times.median = *middle;
    return times;
}

}  // namespace ecdsnap::simulation
