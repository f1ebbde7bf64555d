// Which slots of a policy are due now: at most one is opened, the others that went by are recorded as missed. Where
// desktops have time zones of their own, the newest slot of each zone is opened, one after the other: only the earliest
// at once. Decided
// when a slot is opened, never twice: what the ledger knows already is not opened again (the caller asks it by the
// slot's key).
#pragma once

#include "core/policy/policy.hpp"
#include "core/time.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace ecdsnap::core {

// A slot opened this late is still on time.
inline constexpr Millis on_time_within = std::chrono::minutes{1};

// At most this many missed slots are recorded one by one.
inline constexpr std::size_t most_recorded_missed = 100;

struct SlotOpening {
    SlotInstant instant{};
    WallTime window_end{};
    bool late = false;  // a catch-up, with a window of its own
    // Whose newest slot it is (Slot::zones): desktops of a zone in which a later one was due get that one alone.
    std::string zones{};
};

struct SlotPlan {
    std::optional<SlotOpening> open;
    std::vector<SlotInstant> missed;    // ascending; the newest ones
    std::string missed_reason;          // for people
    std::size_t missed_unrecorded = 0;  // further ones before `missed`; a lower bound when there are very many
    // What calendars took away, ascending; before `open`, if there is one: what comes later waits until that is opened.
    std::vector<TakenSlot> taken;
    std::size_t taken_unrecorded = 0;

    bool empty() const { return !open && missed.empty() && taken.empty(); }
};

// Slots of `policy` in (after, now]. `now` must be trusted. `before` is a slot at or before `after` that is still to be
// opened: a new policy's first one (policy_memory.hpp).
SlotPlan plan_slots(const Policy& policy, SlotInstant after, WallTime now,
                    std::optional<SlotInstant> before = std::nullopt);

}  // namespace ecdsnap::core
