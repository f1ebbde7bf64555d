#include "core/slot/slot_plan.hpp"

#include "core/policy/desktop_zones.hpp"

#include <cstddef>
#include <map>
#include <utility>

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

// The newest slot of each zone, ascending, with whose it is: what comes before it in that zone has a later one in its
// place.
std::map<SlotInstant, DueZones> newest_slots(const Schedule& schedule, SlotInstant after, SlotInstant until,
                                             std::optional<SlotInstant> before) {
    std::map<SlotInstant, DueZones> newest;
    const auto latest_of = [&](const Timetable& timetable, bool has_before) {
        const auto latest = timetable.missed(after, until, 0).latest;
        return latest || !has_before ? latest : before;
    };
    if (schedule.zones.empty()) {
        if (const auto latest = latest_of(schedule.timetable, true)) newest[*latest];
        return newest;
    }
    const DueZones due = before ? DueZones(schedule, *before) : DueZones();
    for (std::size_t place = 0; place < schedule.zones.size(); ++place)
        if (const auto latest = latest_of(schedule.zones[place].timetable, before && due.contains(place)))
            newest[*latest].add(schedule, place);
    return newest;
}

}  // namespace

SlotPlan plan_slots(const Policy& policy, SlotInstant after, WallTime now, std::optional<SlotInstant> before) {
    const auto until = std::chrono::floor<std::chrono::seconds>(now);
    if (before && *before > now) before.reset();
    SlotPlan plan;
    std::optional<SlotInstant> given_up;  // the newest of a zone, and not to be opened any more
    for (const auto& [instant, zones] : newest_slots(policy.schedule, after, until, before)) {
        plan.open = opening_of(policy, instant, now);
        if (plan.open) {
            plan.open->zones = zones.names(policy.schedule);
            break;
        }
        given_up = instant;
    }
    const SlotInstant end = plan.open ? plan.open->instant : until;
    MissedSlots due = policy.schedule.timetable.missed(after, end, most_recorded_missed);
    if (before && (!plan.open || *before < end)) plan.missed.push_back(*before);
    plan.missed.insert(plan.missed.end(), due.older.begin(), due.older.end());
    if (due.latest && (!plan.open || *due.latest < end)) plan.missed.push_back(*due.latest);
    plan.missed_unrecorded = due.dropped;
    plan.missed_reason = "the daemon was not running or could not open it; a later slot took its place";
    if (given_up)
        plan.missed_reason = policy.schedule.catch_up == CatchUp::none
                                 ? "its window had passed before it could be opened (catch_up: none)"
                                 : "it was older than catch_up_within before it could be opened";
    TakenSlots taken = policy.schedule.timetable.taken(after, end, most_recorded_missed);
    plan.taken = std::move(taken.slots);
    plan.taken_unrecorded = taken.dropped;
    return plan;
}

}  // namespace ecdsnap::core
