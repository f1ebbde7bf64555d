// A pause that outlives what a policy promises: until its end the newest verified snapshots grow older than the
// objective allows.
#pragma once

#include "core/pause/pause.hpp"
#include "core/policy/policy.hpp"

#include <optional>
#include <string>
#include <vector>

namespace ecdsnap::core {

struct PauseBreach {
    std::string policy;
    Millis rpo{0};
    SlotInstant newest{};                  // the slot of its newest verified snapshots, as far as is known
    SlotInstant breaks_at{};               // from then on they are too old
    std::optional<SlotInstant> mended_by;  // the first ones after the pause are verified, at the latest; nullopt: never

    bool operator==(const PauseBreach&) const = default;
};

// `newest`: the newest slot with verified snapshots; nullopt: none is known, and the schedule's last slot before the
// pause counts. `zones`: those of its schedule that a desktop has, by their places; empty: all. nullopt: there is no
// objective, no slot comes due in the pause, or it ends early enough.
std::optional<PauseBreach> breach_of(const Policy& policy, const Pause& pause, std::optional<SlotInstant> newest,
                                     const std::vector<bool>& zones = {});

// "policy gold breaks its rpo of 1d at 2026-11-26T02:00:00Z: its newest snapshots are of 2026-11-25T02:00:00Z, and the
// next ones are verified by 2026-11-27T06:00:00Z"; once that time has come: "has broken … since".
std::string text(const PauseBreach& breach, WallTime now);

}  // namespace ecdsnap::core
