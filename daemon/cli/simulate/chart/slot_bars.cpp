#include "cli/simulate/chart/slot_bars.hpp"

#include "core/text/duration_text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ecdsnap::cli {
namespace {

constexpr double narrowest = 2.5;

void add(SlotBar& bar, const simulation::RehearsedSlot& slot, const TimeAxis& axis) {
    const core::WallTime finished = slot.counts.tasks == 0 ? slot.begin : slot.finished.value_or(slot.window_end);
    bar.end = std::max({bar.end, axis.x(finished), bar.begin + narrowest});
    bar.window_end = std::max(bar.window_end, axis.x(slot.window_end));
    bar.counts.tasks += slot.counts.tasks;
    bar.counts.done += slot.counts.done;
    bar.counts.skipped += slot.counts.skipped;
    bar.counts.missed += slot.counts.missed;
    bar.counts.failed += slot.counts.failed;
    ++bar.slots;
    bar.unopened += slot.opened ? 0 : 1;
    bar.last_time = slot.local_time;
    bar.longest = std::max(bar.longest, finished - slot.begin);
}

}  // namespace

std::vector<SlotBar> slot_bars(const simulation::RehearsedPolicy& policy, const TimeAxis& axis) {
    std::vector<SlotBar> bars;
    for (const auto& slot : policy.slots) {
        const double begin = axis.x(slot.begin);
        if (bars.empty() || begin >= bars.back().begin + narrowest) {
            SlotBar bar;
            bar.begin = begin;
            bar.first_time = slot.local_time;
            bars.push_back(std::move(bar));
        }
        add(bars.back(), slot, axis);
    }
    return bars;
}

std::string SlotBar::tooltip(const std::string& policy) const {
    std::string out = slots == 1 ? fmt::format("{} {}", policy, first_time)
                                 : fmt::format("{} {} to {}, {} slots", policy, first_time, last_time, slots);
    if (unopened > 0) out += slots == 1 ? ": not opened" : fmt::format(", {} not opened", unopened);
    if (counts.tasks == 0) return out;
    out += fmt::format(": {} done", counts.done);
    if (counts.skipped > 0) out += fmt::format(", {} skipped", counts.skipped);
    if (counts.missed > 0) out += fmt::format(", {} missed", counts.missed);
    if (counts.failed > 0) out += fmt::format(", {} failed", counts.failed);
    if (counts.unsettled() > 0) out += fmt::format(", {} without an outcome", counts.unsettled());
    return out +
           fmt::format("; finished after {}", core::duration_text(std::chrono::round<std::chrono::seconds>(longest)));
}

}  // namespace ecdsnap::cli
