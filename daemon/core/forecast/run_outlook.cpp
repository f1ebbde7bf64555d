#include "core/forecast/run_outlook.hpp"

#include "core/forecast/site_load.hpp"

#include <algorithm>

namespace ecdsnap::core {
namespace {

constexpr Millis shortest_look = std::chrono::seconds{5};  // a speed over less would be chance

SlotDemand demand_of(const OpenWork& work) {
    SlotDemand demand;
    demand.window = std::max(work.window_left, Millis{1});
    demand.spread = std::min(work.spread_left, demand.window - Millis{1});
    demand.calls = work.unsent;
    return demand;
}

}  // namespace

std::vector<WorkOutlook> look_ahead(const std::vector<OpenWork>& work, double per_second) {
    std::vector<SlotDemand> demands;
    demands.reserve(work.size());
    for (const OpenWork& each : work)
        demands.push_back(demand_of(each));
    const SiteLoad load = carry(demands, per_second, SlotInstant{});
    std::vector<WorkOutlook> outlook;
    for (std::size_t i = 0; i < work.size(); ++i) {
        const bool over = work[i].window_left <= Millis{0};
        outlook.push_back({work[i].slot_id, over ? Millis{0} : load.slots[i].last_start,
                           over ? work[i].unsent : load.slots[i].left_over});
    }
    std::sort(outlook.begin(), outlook.end(),
              [](const WorkOutlook& a, const WorkOutlook& b) { return a.slot_id < b.slot_id; });
    return outlook;
}

void SendSpeed::look(SteadyTime now, std::uint64_t started, std::uint64_t waiting) {
    const auto span = now - looked_at_;
    if (looked_at_ != SteadyTime{} && span < shortest_look) return;
    if (waited_ && waiting > 0 && started > started_) {
        const double measured = static_cast<double>(started - started_) / std::chrono::duration<double>(span).count();
        per_second_ = per_second_ ? (*per_second_ + measured) / 2 : measured;
    }
    looked_at_ = now;
    started_ = started;
    waited_ = waiting > 0;
}

bool is_too_short(std::uint64_t left_over, std::uint64_t tasks) {
    return left_over > 0 && left_over * 100 >= tasks;
}

WindowWatch::News WindowWatch::look(std::int64_t slot_id, std::uint64_t left_over, std::uint64_t tasks) {
    Seen& seen = slots_[slot_id];
    const bool contradicts = seen.told ? left_over == 0 : is_too_short(left_over, tasks);
    seen.looks = contradicts ? seen.looks + 1 : 0;
    if (seen.looks < looks_needed) return News::none;
    seen = {0, !seen.told};
    return seen.told ? News::too_short : News::long_enough;
}

}  // namespace ecdsnap::core
