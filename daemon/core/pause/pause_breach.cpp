#include "core/pause/pause_breach.hpp"

#include "core/policy/desktop_zones.hpp"
#include "core/text/duration_text.hpp"
#include "core/text/utc_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <utility>

namespace ecdsnap::core {
namespace {

using std::chrono::seconds;

// A policy that is so new that it had no slot yet counts from the pause's begin.
SlotInstant last_slot_before(const Policy& policy, const Timetable& timetable, const Pause& pause) {
    const auto since = std::chrono::floor<seconds>(pause.since);
    const auto reach = std::chrono::ceil<seconds>(policy.objective->rpo);
    return timetable.missed(since - reach, since, 0).latest.value_or(since);
}

// What is verified of all zones together is, in one of them, its own slot of then or before.
SlotInstant newest_at(const Policy& policy, const Timetable& timetable, SlotInstant newest) {
    const auto reach = std::chrono::ceil<seconds>(policy.objective->rpo);
    return timetable.missed(newest - reach, newest, 0).latest.value_or(newest);
}

// Of the desktops that are due by one timetable.
std::optional<PauseBreach> breach_of(const Policy& policy, const Timetable& timetable, const Pause& pause,
                                     std::optional<SlotInstant> newest) {
    const auto until = std::chrono::ceil<seconds>(pause.until);
    const auto first_paused = timetable.next(std::chrono::floor<seconds>(pause.since));
    if (!first_paused || *first_paused >= until) return std::nullopt;
    PauseBreach breach;
    breach.policy = policy.name;
    breach.rpo = policy.objective->rpo;
    breach.newest = newest.value_or(last_slot_before(policy, timetable, pause));
    breach.breaks_at = breach.newest + std::chrono::floor<seconds>(breach.rpo);
    if (const auto next = timetable.next(until - seconds{1}))
        breach.mended_by = *next + std::chrono::ceil<seconds>(policy.rules.window + policy.objective->verified_within);
    if (breach.mended_by && *breach.mended_by <= breach.breaks_at) return std::nullopt;
    return breach;
}

}  // namespace

// Where desktops have time zones of their own, the first breach of one of them counts.
std::optional<PauseBreach> breach_of(const Policy& policy, const Pause& pause, std::optional<SlotInstant> newest,
                                     const std::vector<bool>& zones) {
    if (!policy.objective || policy.mode == Mode::observe) return std::nullopt;
    if (policy.schedule.zones.empty()) return breach_of(policy, policy.schedule.timetable, pause, newest);
    std::optional<PauseBreach> first;
    for (std::size_t place = 0; place < policy.schedule.zones.size(); ++place) {
        if (!zones.empty() && !zones[place]) continue;
        const Timetable& timetable = timetable_of(policy.schedule, place);
        const auto own = newest ? std::optional(newest_at(policy, timetable, *newest)) : std::nullopt;
        auto other = breach_of(policy, timetable, pause, own);
        if (other && (!first || other->breaks_at < first->breaks_at)) first = std::move(other);
    }
    return first;
}

std::string text(const PauseBreach& breach, WallTime now) {
    const bool broken = breach.breaks_at <= now;
    return fmt::format("policy {} {} its rpo of {} {} {}: its newest snapshots are of {}, and {}", breach.policy,
                       broken ? "has broken" : "breaks", duration_text(breach.rpo), broken ? "since" : "at",
                       utc_text(breach.breaks_at), utc_text(breach.newest),
                       breach.mended_by ? "the next ones are verified by " + utc_text(*breach.mended_by)
                                        : std::string("no slot follows the pause"));
}

}  // namespace ecdsnap::core
