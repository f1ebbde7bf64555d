#include "core/notify/recent_slots.hpp"

#include "core/notify/notification.hpp"

#include <algorithm>

namespace ecdsnap::core {

void RecentSlots::note(const Event& event) {
    const auto policy = field_of(event, "policy");
    const auto slot = field_of(event, "slot");
    if (policy.empty() || slot.empty() || event.id == EventId::future_mark_ignored) return;  // ahead of the clock
    auto& slots = slots_[std::string(policy)];
    slots.emplace(slot);
    while (slots.size() > most_)
        slots.erase(slots.begin());
    if (slots_.size() > most_policies)
        slots_.erase(std::ranges::min_element(slots_, {}, [](const auto& each) { return *each.second.rbegin(); }));
}

void RecentSlots::keep_recent(std::string_view policy, std::set<std::string>& slots) const {
    const auto known = slots_.find(policy);
    if (known == slots_.end() || known->second.size() < most_) return;
    slots.erase(slots.begin(), slots.lower_bound(*known->second.begin()));
}

}  // namespace ecdsnap::core
