#include "core/schedule/missed_slots.hpp"

#include "core/schedule/next_slot.hpp"

#include <algorithm>

namespace ecdsnap::core {

MissedSlots missed_slots(const CronExpression& expression, const absl::TimeZone& zone,
                         std::chrono::sys_seconds after_exclusive, std::chrono::sys_seconds until_inclusive,
                         std::size_t cap) {
    MissedSlots missed;
    SlotCursor cursor(expression, zone);
    const auto slot_up_to = [&](std::chrono::sys_seconds until) {
        const auto slot = cursor.previous(until);
        return slot && *slot > after_exclusive ? slot : std::nullopt;
    };
    missed.latest = slot_up_to(until_inclusive);
    for (auto slot = missed.latest; slot;) {
        slot = slot_up_to(*slot - std::chrono::seconds{1});
        if (!slot) break;
        if (missed.older.size() < cap) {
            missed.older.push_back(*slot);
        } else if (missed.dropped == most_counted_slots) {
            missed.dropped_is_exact = false;
            break;
        } else {
            ++missed.dropped;
        }
    }
    std::reverse(missed.older.begin(), missed.older.end());
    return missed;
}

}  // namespace ecdsnap::core
