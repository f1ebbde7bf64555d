#include "core/forecast/slot_note.hpp"

#include "core/schedule/clock_change.hpp"
#include "core/schedule/gap_edges.hpp"

#include <variant>

namespace ecdsnap::core {

std::string slot_note(const Timetable& timetable, SlotInstant slot) {
    for (const Recurrence& recurrence : timetable.recurrences()) {
        if (recurrence.next(slot - std::chrono::seconds{1}) != slot) continue;
        if (std::holds_alternative<GapEdges>(recurrence.times)) return "at the edge of a gap that calendars make";
        const auto* cron = std::get_if<CronExpression>(&recurrence.times);
        if (cron == nullptr) continue;
        return clock_change_note(*cron, recurrence.zone, slot);
    }
    return {};
}

}  // namespace ecdsnap::core
