#include "core/schedule/gap_edges.hpp"

#include "core/schedule/offset_segment.hpp"
#include "core/schedule/recurrence.hpp"

#include <algorithm>

namespace ecdsnap::core {
namespace {

using std::chrono::seconds;
using std::chrono::sys_seconds;

constexpr seconds one_second{1};

// How far is looked; more than `apart`, so that a gap whose other end is further away is too long in any case.
constexpr seconds reach = std::chrono::days{400};

sys_seconds within_time(sys_seconds t) {
    return std::clamp(t, first_instant + reach + reach, last_instant - reach - reach);
}

// Where the stretch of allowed moments, or of others, around `t` ends and begins; nullopt: further away than is looked.
// A calendar's answers are shorter than that: each day of a week is one.
std::optional<sys_seconds> end_of(const CalendarRules& calendars, sys_seconds t, sys_seconds furthest) {
    CalendarRules::Verdict verdict = calendars.at(t);
    const bool allowed = verdict.allowed();
    while (verdict.until <= furthest) {
        const sys_seconds end = verdict.until;
        verdict = calendars.at(end);
        if (verdict.allowed() != allowed) return end;
    }
    return std::nullopt;
}

std::optional<sys_seconds> begin_of(const CalendarRules& calendars, sys_seconds t, sys_seconds furthest) {
    CalendarRules::Verdict verdict = calendars.at(t);
    const bool allowed = verdict.allowed();
    while (verdict.from > furthest) {
        const sys_seconds begin = verdict.from;
        verdict = calendars.at(begin - one_second);
        if (verdict.allowed() != allowed) return begin;
    }
    return std::nullopt;
}

// No moment in [begin, end) is allowed; nullopt: that end is far away.
struct Gap {
    std::optional<sys_seconds> begin;
    std::optional<sys_seconds> end;
};

// The slots that a gap gets.
struct Edges {
    std::optional<sys_seconds> last;   // before it
    std::optional<sys_seconds> first;  // after it
};

// The last whole minute before a gap, which is nearly as good as its last second and has a plainer name.
sys_seconds last_moment(const CalendarRules& calendars, sys_seconds gap_begin) {
    const sys_seconds minute = std::chrono::floor<std::chrono::minutes>(gap_begin - one_second);
    return calendars.at(minute).allowed() ? minute : gap_begin - one_second;
}

// A slot that calendars leave in [from, until]: the first or the last one.
std::optional<sys_seconds> first_kept(const GapEdges& edges, sys_seconds from, sys_seconds until) {
    RecurrenceCursor cursor(*edges.spaced);
    for (auto slot = cursor.next(from - one_second); slot && *slot <= until;) {
        const CalendarRules::Verdict verdict = edges.calendars.at(*slot);
        if (verdict.allowed()) return slot;
        slot = cursor.next(verdict.until - one_second);
    }
    return std::nullopt;
}

std::optional<sys_seconds> last_kept(const GapEdges& edges, sys_seconds from, sys_seconds until) {
    RecurrenceCursor cursor(*edges.spaced);
    for (auto slot = cursor.previous(until); slot && *slot >= from;) {
        const CalendarRules::Verdict verdict = edges.calendars.at(*slot);
        if (verdict.allowed()) return slot;
        slot = cursor.previous(verdict.from - one_second);
    }
    return std::nullopt;
}

Edges edges_of(const GapEdges& edges, const Gap& gap) {
    if (!gap.begin) return {std::nullopt, gap.end};
    const sys_seconds moment = last_moment(edges.calendars, *gap.begin);
    std::optional<sys_seconds> last = moment;
    if (last_kept(edges, moment, *gap.begin - one_second)) last.reset();  // that one is as good
    if (!gap.end) return {last, std::nullopt};
    const auto before = last_kept(edges, *gap.end - edges.apart, *gap.begin - one_second);
    const auto after = first_kept(edges, *gap.end, moment + edges.apart);
    if (before && after && *after - *before <= edges.apart) return {};
    if (after) return {last, std::nullopt};
    if (before) return {std::nullopt, gap.end};
    return {last, gap.end};
}

}  // namespace

std::optional<sys_seconds> GapEdges::next(sys_seconds from) const {
    if (calendars.empty()) return std::nullopt;
    const sys_seconds t = within_time(from);
    const sys_seconds furthest = first_kept(*this, t + one_second, t + reach).value_or(t + reach);
    Gap gap;
    if (calendars.at(t).allowed()) {
        gap.begin = end_of(calendars, t, furthest);
        if (!gap.begin) return std::nullopt;
    } else {
        gap.begin = begin_of(calendars, t, t - reach);
    }
    for (sys_seconds inside = gap.begin.value_or(t);;) {
        gap.end = end_of(calendars, inside, std::max(inside, t) + reach);
        const Edges edges = edges_of(*this, gap);
        if (edges.last && *edges.last > from) return edges.last;
        if (edges.first && *edges.first > from) return edges.first;
        if (!gap.end || *gap.end > furthest) return std::nullopt;
        gap.begin = end_of(calendars, *gap.end, furthest);
        if (!gap.begin) return std::nullopt;
        inside = *gap.begin;
    }
}

std::optional<sys_seconds> GapEdges::previous(sys_seconds until) const {
    if (calendars.empty()) return std::nullopt;
    const sys_seconds t = within_time(until);
    const sys_seconds furthest = t - reach;
    Gap gap;
    if (calendars.at(t).allowed()) {
        // The gap ahead may have its edge here.
        gap.begin = end_of(calendars, t, t + std::chrono::minutes{1});
        if (gap.begin) {
            gap.end = end_of(calendars, *gap.begin, *gap.begin + reach);
            const Edges edges = edges_of(*this, gap);
            if (edges.last && *edges.last <= until) return edges.last;
        }
        gap.end = begin_of(calendars, t, furthest);
        if (!gap.end) return std::nullopt;
    } else {
        gap.end = end_of(calendars, t, t + reach);
    }
    for (sys_seconds inside = gap.end ? *gap.end - one_second : t;;) {
        gap.begin = begin_of(calendars, inside, std::min(inside, t) - reach);
        const Edges edges = edges_of(*this, gap);
        if (edges.first && *edges.first <= until) return edges.first;
        if (edges.last && *edges.last <= until) return edges.last;
        if (!gap.begin || *gap.begin < furthest) return std::nullopt;
        gap.end = begin_of(calendars, *gap.begin - one_second, furthest);
        if (!gap.end) return std::nullopt;
        inside = *gap.end - one_second;
    }
}

bool operator==(const GapEdges& one, const GapEdges& other) {
    return *one.spaced == *other.spaced && one.calendars == other.calendars && one.apart == other.apart;
}

}  // namespace ecdsnap::core
