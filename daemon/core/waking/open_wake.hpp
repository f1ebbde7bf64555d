// One desktop that was woken, until that is over: which call may leave for it now, and what an answer or a reading of
// its state means. Values in, values out; the engine reads, stores and calls.
//
//   asked ─▶ woken ─▶ returning ─▶ over        and over from each, when somebody uses it, or it stopped or went
#pragma once

#include "core/desktop.hpp"
#include "core/error.hpp"
#include "core/waking/wake.hpp"

#include <optional>

namespace ecdsnap::core {

// A task's window must have this much left when its desktop is woken: it has to come up, and the send has its turn.
inline constexpr Millis least_left_of_window = std::chrono::minutes{3};
// And this much when its turn comes: waiters are looked at every quarter of a minute, and their desktops read first.
inline constexpr Millis least_left_at_turn = least_left_of_window + std::chrono::minutes{1};
// WakeupDesktops calls for one desktop in one slot.
inline constexpr std::uint32_t most_wake_calls = 8;
// A signed request lives 15 minutes; five more for clocks that differ: so long may a call without an answer still act.
inline constexpr Millis power_horizon = std::chrono::minutes{20};
// How long the state of a desktop may take to show what an accepted call does.
inline constexpr Millis power_takes_effect = std::chrono::minutes{5};
// What cannot be put back, or was not seen, for so long is left awake, and that is told: it may have changed hands.
inline constexpr Millis put_back_patience = std::chrono::hours{6};
// Whose tasks keep it awake for so long is told.
inline constexpr Millis long_awake = std::chrono::hours{6};

// One desktop as a reading by its id shows it.
struct WakeSighting {
    SteadyTime read{};  // when it was asked for
    bool listed = true;
    DesktopStatus status = DesktopStatus::unknown;
    Management management = Management::none;
    Session session = Session::unknown;
};

WakeSighting sighting_of(const Desktop* desktop, SteadyTime read);  // null: not listed

// The slot for whose task it is woken.
struct WakeWish {
    std::string desktop_id;
    std::string policy;
    SlotInstant slot{};
    WallTime window_end{};
};

struct OpenWake {
    Wake record;

    // Pace; not stored.
    bool recovered = false;     // `asked` by an earlier start: whether that call left is not known
    bool alone = false;         // the next call is for it alone: one for several was refused
    bool hopeless = false;      // no call will wake it
    bool next_slot = false;     // what it is wanted for now is another slot than the record's
    bool failure_told = false;  // … and that was told
    SteadyTime awake_since{};   // because of us, in this process; valid in `woken`
    bool length_told = false;   // that it has been awake for hours since then
    SteadyTime last_call{};     // end of the last call; after a restart the start
    SteadyTime effect_until{};  // until then what was called last may still take effect
    // Until then a wake call without an answer may act: it would be woken again after it was put back. That it came up
    // meanwhile does not say that it was this call.
    SteadyTime lost_until{};
    SteadyTime not_before{};  // of the next wake call
    SteadyTime return_not_before{};
    SteadyTime watched{};  // when it was last known to be awake because of us; valid in `woken`
    std::uint32_t return_calls = 0;
    // A call that puts it to sleep shows by then, unless it was held up on its way; never: no answer yet.
    SteadyTime return_shows_by = never;
    SteadyTime unwanted_since = never;       // no task wants it awake since; never: one does
    WakeEnding obstacle = WakeEnding::none;  // why it could not be put back so far
    std::optional<WakeSighting> seen;        // since the last call
};

// After a restart; nobody has watched it for `unwatched`.
OpenWake recalled(Wake record, SteadyTime started, Millis unwatched);

// Whether an unfinished task wants it awake.
void want(OpenWake& wake, bool wanted, SteadyTime now);

// What it is wanted for; null: for nothing that could be sent now. What was called in vain for one slot is over then,
// so that it is chosen anew for the next one, with calls of its own.
void want_for(OpenWake& wake, const WakeWish* wish);

// A reading, or time that has passed since. true: the durable part has changed.
bool see(OpenWake& wake, const WakeSighting& sighting, SteadyTime now, WallTime wall);

bool is_over(const OpenWake& wake);
// All its calls were in vain.
bool gave_up(const OpenWake& wake, SteadyTime now);

// When its state is to be read next.
SteadyTime next_read(const OpenWake& wake, SteadyTime now);

// It has been awake for hours, and a task still wants it so.
bool kept_long(const OpenWake& wake, SteadyTime now);

// By what was last seen of it.
bool may_wake(const OpenWake& wake, SteadyTime now);
bool may_return(const OpenWake& wake, SteadyTime now);

// A call that puts it to sleep left long ago and was not answered: it is seen as it was before, but the call may still
// act.
bool may_return_late(const OpenWake& wake, SteadyTime now);

// The record as it must be durable before the call.
OpenWake asked_for(const WakeWish& wish, const SiteId& site, WallTime wall);
void about_to_wake(OpenWake& wake, const WakeWish& wish, WallTime wall);
void about_to_return(OpenWake& wake);

// The call did not leave after all: `before` is what the record was.
void withdraw(OpenWake& wake, const OpenWake& before, SteadyTime now);

// What the call came to; null: the service took it. `ids`: how many desktops it was for.
void answered(OpenWake& wake, const Error* error, std::size_t ids, SteadyTime now);

// It cannot be put back now: looked at again after `pause`.
void hindered(OpenWake& wake, WakeEnding obstacle, Millis pause, SteadyTime now);

void end(OpenWake& wake, WakeEnding ending, WallTime wall);

}  // namespace ecdsnap::core
