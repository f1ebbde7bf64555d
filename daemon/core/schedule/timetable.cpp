#include "core/schedule/timetable.hpp"

#include <algorithm>
#include <functional>

namespace ecdsnap::core {
namespace {

using std::chrono::seconds;
using std::chrono::sys_seconds;

// The newest slots of one recurrence in (after, until], at most `most`.
void gather(const Recurrence& recurrence, sys_seconds after, sys_seconds until, std::size_t most,
            std::vector<sys_seconds>& slots) {
    RecurrenceCursor cursor(recurrence);
    for (auto slot = cursor.previous(until); slot && *slot > after && most > 0; --most) {
        slots.push_back(*slot);
        slot = cursor.previous(*slot - seconds{1});
    }
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
        if (const auto slot = recurrence.next(after); slot && (!first || *slot < *first)) first = slot;
    return first;
}

MissedSlots Timetable::missed(sys_seconds after, sys_seconds until, std::size_t cap) const {
    const std::size_t most = cap + most_counted_slots + 2;  // the latest, and one that shows that there are more
    std::vector<sys_seconds> slots;
    for (const Recurrence& recurrence : recurrences_)
        gather(recurrence, after, until, most, slots);
    std::sort(slots.begin(), slots.end(), std::greater<>());
    slots.erase(std::unique(slots.begin(), slots.end()), slots.end());
    return counted(slots, cap);
}

std::string Timetable::text() const {
    std::string text;
    for (const Recurrence& recurrence : recurrences_)
        text += (text.empty() ? "" : "; ") + recurrence.text;
    return text;
}

}  // namespace ecdsnap::core
