#include "core/schedule/calendar_rules.hpp"

#include "core/schedule/local_time_text.hpp"
#include "core/schedule/offset_segment.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ecdsnap::core {
namespace {

using std::chrono::sys_seconds;

absl::Time absl_time(sys_seconds t) {
    return absl::FromUnixSeconds(t.time_since_epoch().count());
}

// The instant of a local time, or the first one after the gap in which it lies; nullopt: that is another day.
std::optional<sys_seconds> instant_of(const absl::CivilSecond& local, const absl::TimeZone& zone) {
    const auto found = zone.At(local);
    const bool skipped = found.kind == absl::TimeZone::TimeInfo::SKIPPED;
    const absl::Time instant = skipped ? found.trans : found.pre;
    if (skipped && absl::CivilDay(zone.At(instant).cs) != absl::CivilDay(local)) return std::nullopt;
    return sys_seconds{std::chrono::seconds{absl::ToUnixSeconds(instant)}};
}

std::string names_of(const std::vector<CalendarUse>& uses) {
    std::string names;
    for (const CalendarUse& use : uses)
        names += (names.empty() ? "" : ", ") + use.calendar->name();
    return names;
}

}  // namespace

CalendarRules::Verdict CalendarRules::at(sys_seconds t) const {
    Verdict verdict{nullptr, nullptr, first_instant, last_instant};
    const auto ask = [&](const CalendarUse& use) {
        const Calendar::Answer answer = use.calendar->at(t);
        verdict.from = std::max(verdict.from, answer.from);
        verdict.until = std::min(verdict.until, answer.until);
        return answer.entry;
    };
    for (const CalendarUse& use : except_on) {
        verdict.entry = ask(use);
        if (verdict.entry == nullptr) continue;
        verdict.taken_by = &use;
        return verdict;
    }
    for (const CalendarUse& use : only_on)
        if (ask(use) != nullptr) return verdict;
    if (!only_on.empty()) verdict.taken_by = &only_on.front();
    return verdict;
}

bool CalendarRules::move(WhenTaken then) const {
    const auto moves = [&](const CalendarUse& use) { return use.then == then; };
    return std::any_of(only_on.begin(), only_on.end(), moves) || std::any_of(except_on.begin(), except_on.end(), moves);
}

std::optional<sys_seconds> CalendarRules::moved(sys_seconds slot, const Verdict& verdict,
                                                const absl::TimeZone& zone) const {
    if (verdict.taken_by->then == WhenTaken::skip) return std::nullopt;
    const int step = verdict.taken_by->then == WhenTaken::before ? -1 : 1;
    const absl::CivilSecond at = zone.At(absl_time(slot)).cs;
    for (int days = 1; days <= longest_move; ++days) {
        const absl::CivilDay day = absl::CivilDay(at) + days * step;
        const absl::CivilSecond wanted(day.year(), day.month(), day.day(), at.hour(), at.minute(), at.second());
        const auto instant = instant_of(wanted, zone);
        if (!instant || *instant < first_instant || *instant >= last_instant) continue;
        if (this->at(*instant).allowed()) return instant;
    }
    return std::nullopt;
}

std::string CalendarRules::reason(sys_seconds slot, const Verdict& verdict, const absl::TimeZone& zone) const {
    std::string why;
    if (verdict.entry != nullptr)
        why = fmt::format("calendar {}: {}", verdict.taken_by->calendar->name(), *verdict.entry);
    else
        why = fmt::format("{} {}", only_on.size() == 1 ? "not in calendar" : "in none of the calendars",
                          names_of(only_on));
    if (const auto target = moved(slot, verdict, zone))
        return fmt::format("moved to {} ({})", local_time_text(*target, zone), why);
    if (verdict.taken_by->then == WhenTaken::skip) return fmt::format("skipped ({})", why);
    return fmt::format("skipped ({}; no day within {} days is allowed at that time)", why, longest_move);
}

std::string CalendarRules::text() const {
    std::string text;
    if (!only_on.empty()) text = "only on " + names_of(only_on);
    if (!except_on.empty()) text += (text.empty() ? "" : "; ") + ("except on " + names_of(except_on));
    return text;
}

}  // namespace ecdsnap::core
