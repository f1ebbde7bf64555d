#include "core/schedule/calendar.hpp"

#include "core/schedule/offset_segment.hpp"

#include <algorithm>
#include <utility>

namespace ecdsnap::core {
namespace {

using std::chrono::days;
using std::chrono::local_days;
using std::chrono::local_seconds;
using std::chrono::sys_seconds;

// The first instant of a day: later than midnight where a clock change takes that away.
sys_seconds begin_of(local_days day, const absl::TimeZone& zone) {
    const absl::CivilSecond midnight(absl::CivilDay() + day.time_since_epoch().count());
    const auto found = zone.At(midnight);
    const absl::Time begin = found.kind == absl::TimeZone::TimeInfo::SKIPPED ? found.trans : found.pre;
    return sys_seconds{std::chrono::seconds{absl::ToUnixSeconds(begin)}};
}

// Ascending and apart; what overlaps belongs to the earlier one.
std::vector<CalendarSpan> apart(std::vector<CalendarSpan> spans) {
    std::stable_sort(spans.begin(), spans.end(),
                     [](const CalendarSpan& one, const CalendarSpan& other) { return one.begin < other.begin; });
    std::vector<CalendarSpan> result;
    for (CalendarSpan& span : spans) {
        if (!result.empty()) span.begin = std::max(span.begin, result.back().end);
        if (span.begin < span.end) result.push_back(std::move(span));
    }
    return result;
}

// What is known of the local times around one moment.
struct Around {
    local_seconds at;
    local_seconds begin;  // no window begins or ends in (begin, at] or in (at, end)
    local_seconds end;

    void edge(local_seconds moment) {
        if (moment <= at)
            begin = std::max(begin, moment);
        else
            end = std::min(end, moment);
    }
};

}  // namespace

CalendarSpan span_of(const CalendarDays& days_of, const absl::TimeZone& zone) {
    return {begin_of(days_of.first, zone), begin_of(days_of.last + days{1}, zone), days_of.name};
}

Calendar::Calendar(std::string name, const absl::TimeZone& zone, std::vector<CalendarSpan> spans,
                   std::vector<WeeklyWindow> windows)
    : name_(std::move(name)), zone_(zone), spans_(apart(std::move(spans))), windows_(std::move(windows)) {}

Calendar::Answer Calendar::at(sys_seconds t) const {
    const Answer span = span_at(t);
    if (span.entry != nullptr || windows_.empty()) return span;
    const Answer window = window_at(t);
    return {window.entry, std::max(span.from, window.from), std::min(span.until, window.until)};
}

Calendar::Answer Calendar::span_at(sys_seconds t) const {
    const auto later =
        std::upper_bound(spans_.begin(), spans_.end(), t,
                         [](sys_seconds moment, const CalendarSpan& span) { return moment < span.begin; });
    Answer answer{nullptr, first_instant, later == spans_.end() ? last_instant : later->begin};
    if (later == spans_.begin()) return answer;
    const CalendarSpan& span = *std::prev(later);
    if (t < span.end) return {&span.name, span.begin, span.end};
    answer.from = span.end;
    return answer;
}

Calendar::Answer Calendar::window_at(sys_seconds t) const {
    const OffsetSegment segment = segment_at(zone_, t);
    const local_seconds at = segment.local(t);
    const auto today = std::chrono::floor<days>(at);
    Around around{at, today, today + days{1}};
    const std::string* entry = nullptr;
    for (const WeeklyWindow& window : windows_) {
        for (const local_days day : {today - days{1}, today}) {
            if (!(window.weekdays >> std::chrono::weekday{day}.c_encoding() & 1)) continue;
            around.edge(day + window.from);
            around.edge(day + window.until);
            if (entry == nullptr && day + window.from <= at && at < day + window.until) entry = &window.name;
        }
    }
    return {entry, std::max(segment.begin, segment.utc(around.begin)), std::min(segment.end, segment.utc(around.end))};
}

}  // namespace ecdsnap::core
