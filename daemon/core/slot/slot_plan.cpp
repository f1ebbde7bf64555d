#include "core/slot/slot_plan.hpp"

namespace ecdsnap::core {
namespace {

std::optional<SlotOpening> opening_of(const Policy& policy, SlotInstant instant, WallTime now) {
    const Millis age = now - instant;
    SlotOpening opening;
    opening.instant = instant;
    opening.window_end = WallTime{instant} + policy.rules.window;
    if (age <= on_time_within) return opening;
    if (policy.schedule.catch_up == CatchUp::latest && age <= policy.schedule.catch_up_within) {
        opening.late = true;
        opening.window_end = now + policy.rules.window;
        return opening;
    }
    if (now > opening.window_end) return std::nullopt;
    return opening;  // no catch-up, but its own window is still open
}

}  // namespace

SlotPlan plan_slots(const Policy& policy, SlotInstant after, WallTime now, std::optional<SlotInstant> before) {
    const auto until = std::chrono::floor<std::chrono::seconds>(now);
    MissedSlots due = policy.schedule.timetable.missed(after, until, most_recorded_missed);
    if (before && *before <= now) {
        if (due.latest)
            due.older.insert(due.older.begin(), *before);
        else
            due.latest = before;
    }
    SlotPlan plan;
    plan.missed = std::move(due.older);
    plan.missed_unrecorded = due.dropped;
    plan.missed_reason = "the daemon was not running or could not open it; a later slot took its place";
    if (due.latest) plan.open = opening_of(policy, *due.latest, now);
    TakenSlots taken =
        policy.schedule.timetable.taken(after, plan.open ? plan.open->instant : until, most_recorded_missed);
    plan.taken = std::move(taken.slots);
    plan.taken_unrecorded = taken.dropped;
    if (due.latest && !plan.open) {
        plan.missed.push_back(*due.latest);
        plan.missed_reason = policy.schedule.catch_up == CatchUp::none
                                 ? "its window had passed before it could be opened (catch_up: none)"
                                 : "it was older than catch_up_within before it could be opened";
    }
    return plan;
}

}  // namespace ecdsnap::core
