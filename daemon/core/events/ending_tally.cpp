#include "core/events/ending_tally.hpp"

#include <utility>

namespace ecdsnap::core {

void EndingTally::add(const Task& settled) {
    EndingGroup& group = groups_[{settled.slot_id, settled.outcome, settled.reason}];
    if (group.count++ == 0) {
        group.slot_id = settled.slot_id;
        group.outcome = settled.outcome;
        group.reason = settled.reason;
        group.detail = settled.detail;
    }
    if (group.examples.size() < most_examples) group.examples.push_back(settled.desktop_id + " " + text(settled.disk));
}

std::vector<EndingGroup> EndingTally::take() {
    std::vector<EndingGroup> taken;
    for (auto& [key, group] : std::exchange(groups_, {}))
        taken.push_back(std::move(group));
    return taken;
}

}  // namespace ecdsnap::core
