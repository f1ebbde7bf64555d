#include "simulation/rehearsal/call_meter.hpp"

#include <algorithm>

namespace ecdsnap::simulation {

void CallMeter::count(CloudAction action, core::SteadyTime now, core::WallTime wall) {
    if (now < from_) return;
    switch (action) {
        case CloudAction::describe_desktops: ++calls_.describe_desktops; break;
        case CloudAction::describe_snapshots: ++calls_.describe_snapshots; break;
        case CloudAction::create_snapshot: ++calls_.create_snapshot; break;
        case CloudAction::wakeup_desktops: ++calls_.wakeup_desktops; break;
        case CloudAction::hibernate_desktops: ++calls_.hibernate_desktops; break;
        case CloudAction::describe_regions: return;  // the engine never asks
    }
    while (!recent_.empty() && recent_.front() <= now - std::chrono::seconds{1})
        recent_.pop_front();
    recent_.push_back(now);
    const auto in_second = static_cast<std::uint32_t>(recent_.size());
    if (in_second > calls_.peak) {
        calls_.peak = in_second;
        calls_.peak_at = wall;
    }
    const auto place = static_cast<std::size_t>((now - from_) / calls_.span);
    if (place >= calls_.timeline.size()) calls_.timeline.resize(place + 1);
    CallsInSpan& entry = calls_.timeline[place];
    ++entry.calls;
    entry.peak = std::max(entry.peak, in_second);
}

}  // namespace ecdsnap::simulation
