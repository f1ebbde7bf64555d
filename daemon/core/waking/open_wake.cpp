#include "core/waking/open_wake.hpp"

#include <algorithm>
#include <utility>

namespace ecdsnap::core {
namespace {

constexpr Millis first_back_off = std::chrono::seconds{30};
constexpr Millis longest_back_off = std::chrono::minutes{10};
constexpr Millis comes_up_in = std::chrono::minutes{3};
constexpr Millis unanswered_pause = std::chrono::minutes{1};
constexpr Millis soon = std::chrono::seconds{5};
constexpr Millis now_and_then = std::chrono::minutes{1};
constexpr Millis session_pause = std::chrono::minutes{5};

Millis back_off(std::uint32_t calls) {
    Millis delay = first_back_off;
    for (std::uint32_t i = 1; i < calls && delay < longest_back_off; ++i)
        delay *= 2;
    return std::min(delay, longest_back_off);
}

// Refusals that may be meant for one desktop among several.
bool may_concern_one(ErrorClass kind) {
    switch (kind) {
        case ErrorClass::busy:
        case ErrorClass::name_taken:
        case ErrorClass::not_ready:
        case ErrorClass::permission:
        case ErrorClass::quota:
        case ErrorClass::gone:
        case ErrorClass::bad_request: return true;
        default: return false;
    }
}

bool wanted(const OpenWake& wake) {
    return wake.unwanted_since == never;
}

bool is_for(const Wake& record, const WakeWish& wish) {
    return record.policy == wish.policy && record.slot == wish.slot;
}

bool effect_may_come(const OpenWake& wake, SteadyTime now) {
    return now < wake.effect_until;
}

void note_awake(OpenWake& wake, SteadyTime since) {
    wake.awake_since = since;
    wake.length_told = false;
}

bool see_asleep(OpenWake& wake, SteadyTime now, WallTime wall) {
    if (wake.record.state == WakeState::returning) {
        end(wake, WakeEnding::put_back, wall);
        return true;
    }
    if (effect_may_come(wake, now)) return false;
    if (!wanted(wake) || (wake.next_slot && gave_up(wake, now))) {
        end(wake, WakeEnding::slept_on, wall);
        return true;
    }
    return std::exchange(wake.record.state, WakeState::asked) != WakeState::asked;
}

bool see_awake(OpenWake& wake, const WakeSighting& sighting, SteadyTime now, WallTime wall) {
    Wake& record = wake.record;
    if (record.state == WakeState::asked && wake.recovered) {
        end(wake, WakeEnding::unsure, wall);
        return true;
    }
    if (sighting.status == DesktopStatus::running && sighting.session == Session::connected) {
        end(wake, WakeEnding::in_use, wall);
        return true;
    }
    if (record.state == WakeState::asked) {
        if (!effect_may_come(wake, now)) {
            end(wake, WakeEnding::woken_by_others, wall);
            return true;
        }
        record.state = WakeState::woken;
        wake.watched = sighting.read;
        note_awake(wake, sighting.read);
        return true;
    }
    if (record.state == WakeState::woken && sighting.read - wake.watched > put_back_patience) {
        end(wake, WakeEnding::unsure, wall);
        return true;
    }
    wake.watched = sighting.read;
    // Still up: the call that was to put it to sleep had no effect.
    const bool stays_up = sighting.status == DesktopStatus::running && !effect_may_come(wake, now);
    if (record.state != WakeState::returning || !stays_up) return false;
    record.state = WakeState::woken;
    wake.obstacle = WakeEnding::refused;
    return true;
}

// Hours without being put back.
bool lose_patience(OpenWake& wake, SteadyTime now, WallTime wall) {
    if (wanted(wake) || now - wake.unwanted_since < put_back_patience) return false;
    const WakeSighting& seen = *wake.seen;
    const bool untold = seen.status == DesktopStatus::running && seen.session == Session::unknown;
    const WakeEnding known = wake.obstacle == WakeEnding::none ? WakeEnding::unclear : wake.obstacle;
    end(wake, untold ? WakeEnding::session_unknown : known, wall);
    return true;
}

void expect_effect(OpenWake& wake, SteadyTime until) {
    wake.effect_until = std::max(wake.effect_until, until);
}

void wake_taken(OpenWake& wake, SteadyTime now) {
    wake.record.state = WakeState::woken;
    wake.recovered = false;  // it was seen asleep right before this call
    wake.watched = now;
    note_awake(wake, now);
    expect_effect(wake, now + comes_up_in);
    wake.not_before = wake.effect_until;
}

void wake_lost(OpenWake& wake, SteadyTime now) {
    wake.recovered = false;
    wake.lost_until = now + power_horizon;
    wake.not_before = now + unanswered_pause;
    expect_effect(wake, wake.lost_until);
}

void return_taken(OpenWake& wake, SteadyTime now) {
    expect_effect(wake, now + power_takes_effect);
    wake.return_not_before = wake.effect_until;
}

void note_refusal(OpenWake& wake, const Error& error, std::size_t ids) {
    if (!may_concern_one(error.kind)) return;
    if (ids > 1) {
        wake.alone = true;
        return;
    }
    const bool final_word = error.kind == ErrorClass::gone || error.kind == ErrorClass::bad_request;
    if (final_word && wake.record.state == WakeState::asked) wake.hopeless = true;
}

}  // namespace

WakeSighting sighting_of(const Desktop* desktop, SteadyTime read) {
    WakeSighting sighting;
    sighting.read = read;
    sighting.listed = desktop != nullptr;
    if (desktop == nullptr) return sighting;
    sighting.status = desktop->status;
    sighting.management = desktop->management;
    sighting.session = desktop->session;
    return sighting;
}

OpenWake recalled(Wake record, SteadyTime started, Millis unwatched) {
    OpenWake wake;
    wake.recovered = record.state == WakeState::asked;
    wake.record = std::move(record);
    wake.awake_since = started;
    wake.last_call = started;
    wake.effect_until = started + power_horizon;
    wake.return_shows_by = started + power_takes_effect;
    wake.watched = started - unwatched;
    // Of its calls some may have been without an answer.
    const bool lost_any = wake.record.state == WakeState::asked || wake.record.calls > 1;
    if (lost_any) wake.lost_until = wake.effect_until;
    wake.unwanted_since = started;
    return wake;
}

void want(OpenWake& wake, bool is_wanted, SteadyTime now) {
    if (is_wanted)
        wake.unwanted_since = never;
    else if (wanted(wake))
        wake.unwanted_since = now;
}

void want_for(OpenWake& wake, const WakeWish* wish) {
    wake.next_slot = wish != nullptr && !is_for(wake.record, *wish);
}

bool see(OpenWake& wake, const WakeSighting& sighting, SteadyTime now, WallTime wall) {
    if (is_over(wake) || sighting.read < wake.last_call) return false;
    wake.seen = sighting;
    if (!sighting.listed) {
        end(wake, WakeEnding::gone, wall);
        return true;
    }
    bool changed = false;
    switch (sighting.status) {
        case DesktopStatus::hibernated: changed = see_asleep(wake, now, wall); break;
        case DesktopStatus::stopped:
        case DesktopStatus::expired:
        case DesktopStatus::deleted: end(wake, WakeEnding::not_running, wall); return true;
        default: changed = see_awake(wake, sighting, now, wall); break;
    }
    if (is_over(wake)) return changed;
    return lose_patience(wake, now, wall) || changed;
}

bool is_over(const OpenWake& wake) {
    return wake.record.state == WakeState::over;
}

bool gave_up(const OpenWake& wake, SteadyTime now) {
    if (wake.record.state != WakeState::asked || effect_may_come(wake, now)) return false;
    return wake.hopeless || wake.record.calls >= most_wake_calls;
}

SteadyTime next_read(const OpenWake& wake, SteadyTime now) {
    if (!wake.seen) return wake.last_call;
    const SteadyTime read = wake.seen->read;
    if (gave_up(wake, now)) return read + now_and_then;
    if (wake.record.state != WakeState::woken || wake.seen->status != DesktopStatus::running) return read + soon;
    if (wanted(wake)) return read + now_and_then;
    if (wake.seen->session == Session::unknown) return read + session_pause;
    return std::max<SteadyTime>(read + soon, wake.return_not_before);
}

bool kept_long(const OpenWake& wake, SteadyTime now) {
    return wake.record.state == WakeState::woken && wanted(wake) && now - wake.awake_since >= long_awake;
}

bool may_wake(const OpenWake& wake, SteadyTime now) {
    const bool asleep = wake.seen && wake.seen->listed && wake.seen->status == DesktopStatus::hibernated;
    const bool up_again = wake.record.state == WakeState::asked || wake.record.state == WakeState::woken;
    if (!asleep || !up_again || !wanted(wake) || wake.hopeless) return false;
    return now >= wake.not_before && wake.record.calls < most_wake_calls;
}

bool may_return(const OpenWake& wake, SteadyTime now) {
    if (wake.record.state != WakeState::woken || wanted(wake) || !wake.seen) return false;
    const bool up = wake.seen->status == DesktopStatus::running && wake.seen->management == Management::none;
    if (now < wake.lost_until) return false;
    return up && wake.seen->session == Session::none && now >= wake.return_not_before;
}

bool may_return_late(const OpenWake& wake, SteadyTime now) {
    return wake.record.state == WakeState::returning && now >= wake.return_shows_by;
}

OpenWake asked_for(const WakeWish& wish, const SiteId& site, WallTime wall) {
    OpenWake wake;
    wake.record.site = site;
    wake.record.desktop_id = wish.desktop_id;
    wake.record.since = wall;
    return wake;
}

void about_to_wake(OpenWake& wake, const WakeWish& wish, WallTime wall) {
    Wake& record = wake.record;
    const bool same_slot = is_for(record, wish);
    if (!same_slot || record.calls == 0) record.since = wall;
    record.calls = same_slot ? record.calls + 1 : 1;
    record.policy = wish.policy;
    record.slot = wish.slot;
    record.state = WakeState::asked;
}

void about_to_return(OpenWake& wake) {
    wake.record.state = WakeState::returning;
    wake.effect_until = {};  // what woke it has acted
    wake.return_shows_by = never;
    ++wake.return_calls;
}

void withdraw(OpenWake& wake, const OpenWake& before, SteadyTime now) {
    const bool returns = wake.record.state == WakeState::returning;
    wake = before;
    SteadyTime& again = returns ? wake.return_not_before : wake.not_before;
    again = std::max<SteadyTime>(again, now + first_back_off);
}

void answered(OpenWake& wake, const Error* error, std::size_t ids, SteadyTime now) {
    wake.last_call = now;
    wake.seen.reset();
    const bool returns = wake.record.state == WakeState::returning;
    if (returns) wake.return_shows_by = now + power_takes_effect;
    if (error == nullptr) return returns ? return_taken(wake, now) : wake_taken(wake, now);
    const Millis own = back_off(returns ? wake.return_calls : wake.record.calls);
    const SteadyTime again = now + std::max(own, error->retry_after.value_or(Millis{0}));
    (returns ? wake.return_not_before : wake.not_before) = again;
    if (error->effect == Effect::unknown)
        return returns ? expect_effect(wake, now + power_horizon) : wake_lost(wake, now);
    note_refusal(wake, *error, ids);
    if (!returns) return;
    wake.record.state = WakeState::woken;
    wake.obstacle = WakeEnding::refused;
}

void hindered(OpenWake& wake, WakeEnding obstacle, Millis pause, SteadyTime now) {
    wake.obstacle = obstacle;
    wake.return_not_before = std::max<SteadyTime>(wake.return_not_before, now + pause);
}

void end(OpenWake& wake, WakeEnding ending, WallTime wall) {
    wake.record.state = WakeState::over;
    wake.record.ending = ending;
    wake.record.ended = wall;
}

}  // namespace ecdsnap::core
