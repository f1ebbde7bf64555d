#include "core/schedule/slot_walk.hpp"

#include "core/schedule/offset_segment.hpp"

#include <algorithm>

namespace ecdsnap::core {
namespace {

using std::chrono::seconds;
using std::chrono::sys_seconds;

constexpr seconds one_second{1};

// How far ahead a slot is looked for.
constexpr auto longest_pause = std::chrono::years{12};

// More than any move: days of 24 hours and what clock changes add.
constexpr seconds reach = std::chrono::days{longest_move + 2};

seconds reach_if(bool moves) {
    return moves ? reach : seconds{0};
}

// first_instant and last_instant leave room for every sum here; callers may ask of any moment.
sys_seconds within_time(sys_seconds t) {
    return std::clamp(t, first_instant - one_second, last_instant);
}

// A walk ends after this many due instants that are taken away: more than a grid of ten seconds has within reach.
constexpr int most_steps = 300'000;

// Whether every slot of a stretch that lies that deep in it has no day to go to.
bool out_of_reach(const CalendarRules::Verdict& verdict, sys_seconds slot) {
    return verdict.taken_by->then == WhenTaken::after ? verdict.until - slot > reach : slot - verdict.from > reach;
}

// The verdict on one moment after the other; neighbours often share it.
class Verdicts {
public:
    explicit Verdicts(const CalendarRules& calendars)
        : calendars_(&calendars), last_{nullptr, nullptr, last_instant, first_instant} {}

    const CalendarRules::Verdict& at(sys_seconds t) {
        if (t < last_.from || t >= last_.until) last_ = calendars_->at(t);
        return last_;
    }

private:
    const CalendarRules* calendars_;
    CalendarRules::Verdict last_;
};

// They lie where the calendars allow it, by their making.
const GapEdges* edges_in(const Recurrence& recurrence) {
    return std::get_if<GapEdges>(&recurrence.times);
}

}  // namespace

std::optional<sys_seconds> next_kept(const Recurrence& recurrence, const CalendarRules& calendars, sys_seconds after) {
    after = within_time(after);
    if (const GapEdges* edges = edges_in(recurrence)) return edges->next(after);
    const seconds ahead = reach_if(calendars.move(WhenTaken::before));
    std::optional<sys_seconds> best;
    sys_seconds horizon = after + longest_pause;
    const auto found = [&](sys_seconds slot) {
        if (slot <= after || (best && slot >= *best)) return;
        best = slot;
        horizon = slot + ahead;  // a later one may yet be moved before it
    };
    RecurrenceCursor cursor(recurrence);
    sys_seconds t = after - reach_if(calendars.move(WhenTaken::after));
    for (int steps = 0; steps < most_steps; ++steps) {
        const auto slot = cursor.next(t);
        if (!slot || *slot > horizon) break;
        const CalendarRules::Verdict verdict = calendars.at(*slot);
        t = *slot;
        if (verdict.allowed()) {
            found(*slot);
            // The stretch has nothing better, unless it goes on beyond `after`.
            t = std::max(t, *slot > after ? verdict.until - one_second : std::min(verdict.until - one_second, after));
        } else if (verdict.taken_by->then == WhenTaken::skip) {
            t = std::max(t, verdict.until - one_second);
        } else if (const auto target = calendars.moved(*slot, verdict, recurrence.zone)) {
            found(*target);
        } else if (out_of_reach(verdict, *slot)) {
            const bool after_it = verdict.taken_by->then == WhenTaken::after;
            t = std::max(t, after_it ? verdict.until - reach : verdict.until - one_second);
        }
    }
    return best;
}

std::optional<sys_seconds> next_taken(const Recurrence& recurrence, const CalendarRules& calendars, sys_seconds after) {
    if (edges_in(recurrence) != nullptr) return std::nullopt;
    const sys_seconds horizon = within_time(after) + longest_pause;
    RecurrenceCursor cursor(recurrence);
    sys_seconds t = after;
    while (const auto slot = cursor.next(t)) {
        if (*slot > horizon) break;
        const CalendarRules::Verdict verdict = calendars.at(*slot);
        if (!verdict.allowed()) return slot;
        t = std::max(*slot, verdict.until - one_second);
    }
    return std::nullopt;
}

void gather_kept(const Recurrence& recurrence, const CalendarRules& calendars, const WalkRange& range,
                 std::vector<sys_seconds>& slots) {
    const sys_seconds after = within_time(range.after);
    const sys_seconds until = within_time(range.until);
    if (const GapEdges* edges = edges_in(recurrence)) {
        std::size_t left = range.most;
        for (auto slot = edges->previous(until); slot && *slot > after && left > 0; --left) {
            slots.push_back(*slot);
            slot = edges->previous(*slot - one_second);
        }
        return;
    }
    const seconds behind = reach_if(calendars.move(WhenTaken::after));
    sys_seconds end = after - behind;  // nothing due at or before this counts
    std::size_t found = 0;
    sys_seconds lowest = until;
    RecurrenceCursor cursor(recurrence);
    Verdicts verdicts(calendars);
    sys_seconds t = until + reach_if(calendars.move(WhenTaken::before));
    for (auto slot = cursor.previous(t); slot && *slot > end; slot = cursor.previous(t)) {
        const CalendarRules::Verdict& verdict = verdicts.at(*slot);
        t = *slot - one_second;
        std::optional<sys_seconds> kept;
        if (verdict.allowed()) {
            kept = slot;
            if (*slot > until) t = std::min(t, std::max(verdict.from - one_second, until));
        } else if (verdict.taken_by->then == WhenTaken::skip) {
            t = std::min(t, verdict.from - one_second);
        } else {
            kept = calendars.moved(*slot, verdict, recurrence.zone);
            const bool after_it = verdict.taken_by->then == WhenTaken::after;
            if (!kept && out_of_reach(verdict, *slot))
                t = std::min(t, after_it ? verdict.from - one_second : verdict.from + reach);
        }
        if (!kept || *kept <= after || *kept > until) continue;
        slots.push_back(*kept);
        lowest = std::min(lowest, *kept);
        if (++found == range.most) end = std::max(end, lowest - behind);
    }
}

void gather_taken(const Recurrence& recurrence, const CalendarRules& calendars, const WalkRange& range,
                  std::vector<sys_seconds>& instants) {
    if (edges_in(recurrence) != nullptr) return;
    RecurrenceCursor cursor(recurrence);
    Verdicts verdicts(calendars);
    std::size_t left = range.most;
    sys_seconds t = range.until;
    for (auto slot = cursor.previous(t); slot && *slot > range.after && left > 0; slot = cursor.previous(t)) {
        const CalendarRules::Verdict& verdict = verdicts.at(*slot);
        t = *slot - one_second;
        if (verdict.allowed()) {
            t = std::min(t, verdict.from - one_second);
            continue;
        }
        instants.push_back(*slot);
        --left;
    }
}

}  // namespace ecdsnap::core
