#include "core/forecast/slot_note.hpp"

#include "core/schedule/clock_change.hpp"

#include <variant>

namespace ecdsnap::core {

std::string slot_note(const Policy& policy, SlotInstant slot) {
    for (const Recurrence& recurrence : policy.schedule.timetable.recurrences()) {
        const auto* cron = std::get_if<CronExpression>(&recurrence.times);
        if (cron == nullptr || recurrence.next(slot - std::chrono::seconds{1}) != slot) continue;
        return clock_change_note(*cron, recurrence.zone, slot);
    }
    return {};
}

}  // namespace ecdsnap::core
