#include "core/schedule/timetable.hpp"

#include "core/schedule/slot_walk.hpp"

#include <algorithm>
#include <functional>

namespace ecdsnap::core {
namespace {

using std::chrono::seconds;
using std::chrono::sys_seconds;

std::optional<sys_seconds> earlier(std::optional<sys_seconds> one, std::optional<sys_seconds> other) {
    if (!one || !other) return one ? one : other;
    return std::min(one, other);
}

void sort_newest_first(std::vector<sys_seconds>& instants) {
    std::sort(instants.begin(), instants.end(), std::greater<>());
    instants.erase(std::unique(instants.begin(), instants.end()), instants.end());
}

// `newest` first: what missed_slots() answers of them.
MissedSlots counted(const std::vector<sys_seconds>& newest, std::size_t cap) {
    MissedSlots missed;
    if (newest.empty()) return missed;
    missed.latest = newest.front();
    const std::size_t others = newest.size() - 1;
    const auto kept = static_cast<std::ptrdiff_t>(std::min(cap, others));
    missed.older.assign(newest.begin() + 1, newest.begin() + 1 + kept);
    std::reverse(missed.older.begin(), missed.older.end());
    missed.dropped = others - missed.older.size();
    missed.dropped_is_exact = missed.dropped <= most_counted_slots;
    missed.dropped = std::min(missed.dropped, most_counted_slots);
    return missed;
}

}  // namespace

std::optional<sys_seconds> Timetable::next(sys_seconds after) const {
    std::optional<sys_seconds> first;
    for (const Recurrence& recurrence : recurrences_)
        first = earlier(first, calendars_.empty() ? recurrence.next(after) : next_kept(recurrence, calendars_, after));
    return first;
}

MissedSlots Timetable::missed(sys_seconds after, sys_seconds until, std::size_t cap) const {
    const std::size_t most = cap + most_counted_slots + 2;  // the latest, and one that shows that there are more
    std::vector<sys_seconds> slots;
    for (const Recurrence& recurrence : recurrences_)
        gather_kept(recurrence, calendars_, {after, until, most}, slots);
    sort_newest_first(slots);
    return counted(slots, cap);
}

std::optional<sys_seconds> Timetable::next_taken(sys_seconds after) const {
    std::optional<sys_seconds> first;
    if (calendars_.empty()) return first;
    for (const Recurrence& recurrence : recurrences_)
        first = earlier(first, core::next_taken(recurrence, calendars_, after));
    return first;
}

TakenSlots Timetable::taken(sys_seconds after, sys_seconds until, std::size_t cap) const {
    TakenSlots taken;
    if (calendars_.empty()) return taken;
    std::vector<sys_seconds> instants;
    for (const Recurrence& recurrence : recurrences_)
        gather_taken(recurrence, calendars_, {after, until, cap + most_counted_slots}, instants);
    sort_newest_first(instants);
    const std::size_t kept = std::min(cap, instants.size());
    taken.dropped = instants.size() - kept;
    for (std::size_t i = kept; i-- > 0;) {
        // Moved in the zone of the schedule that was due.
        const auto due = std::find_if(recurrences_.begin(), recurrences_.end(), [&](const Recurrence& recurrence) {
            return recurrence.next(instants[i] - seconds{1}) == instants[i];
        });
        taken.slots.push_back({instants[i], calendars_.reason(instants[i], calendars_.at(instants[i]), due->zone)});
    }
    return taken;
}

std::string Timetable::text() const {
    std::string text;
    for (const Recurrence& recurrence : recurrences_)
        text += (text.empty() ? "" : "; ") + recurrence.text;
    return calendars_.empty() ? text : text + "; " + calendars_.text();
}

}  // namespace ecdsnap::core
