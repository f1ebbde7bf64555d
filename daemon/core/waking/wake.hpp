// The durable record of one desktop that was woken for its snapshots. It is in the ledger before the first wake call
// leaves, and stays open until the desktop is back asleep or is known to be nobody's business of ours any more: what
// has no record is never put to sleep.
#pragma once

#include "core/site.hpp"
#include "core/time.hpp"

#include <cstdint>
#include <string>

namespace ecdsnap::core {

enum class WakeState : std::uint8_t {
    asked,      // a wake call may have left; that it took effect is not known
    woken,      // the service took the call, or the desktop came up before our eyes: it was us
    returning,  // a call that puts it back to sleep may have left; no snapshot of it may begin
    over,
};

// How it ended, and what had become of the desktop.
enum class WakeEnding : std::uint8_t {
    none,
    put_back,         // asleep again, by us
    slept_on,         // no wake took effect, or it fell asleep again by itself
    in_use,           // somebody is connected: it is theirs now
    woken_by_others,  // it is awake, and none of our calls did that
    not_running,      // stopped, expired or deleted
    gone,             // no longer there
    unsure,           // awake, and it is not certain that it was us: a start ended in mid-call, an older ledger
    session_unknown,  // awake; the cloud did not say for hours whether somebody is connected
    disk_busy,        // awake; snapshots of it were in progress for hours
    refused,          // awake; the service did not put it to sleep for hours
    unclear,          // for hours in no state from which it could be put to sleep
};

// One for each desktop at a time, the newest.
struct Wake {
    SiteId site;
    std::string desktop_id;
    std::string policy;  // for whose slot it was last woken
    SlotInstant slot{};  // that slot
    WakeState state = WakeState::asked;
    std::uint32_t calls = 0;  // WakeupDesktops for that slot, counted before each leaves
    WallTime since{};         // of the first of them
    WallTime ended{};         // valid in `over`
    WakeEnding ending = WakeEnding::none;

    bool operator==(const Wake&) const = default;
};

const char* text(WakeState state);
const char* text(WakeEnding ending);
const char* explain(WakeEnding ending);  // a short sentence for people

// The desktop stays awake although we woke it, and nobody is known to use it.
bool leaves_awake(WakeEnding ending);

}  // namespace ecdsnap::core
