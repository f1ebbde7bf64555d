// What a policy promises for each of its disks: that its newest verified snapshot is never older than this.
#pragma once

#include "core/time.hpp"

#include <cstdint>
#include <string>

namespace ecdsnap::core {

// Where the slots of a policy with an objective come from.
enum class SlotSource : std::uint8_t {
    schedule,   // its own schedule: the objective is a promise, held against it
    objective,  // the objective: as few slots as hold it
};

struct Objective {
    Millis rpo{std::chrono::hours{24}};
    Millis verified_within{std::chrono::hours{1}};  // how long after its start a snapshot is ACCOMPLISHED at the latest
    SlotSource slots = SlotSource::schedule;

    // How far apart slots may be: the snapshot of a slot may be as old as the slot, and the next one verified only
    // after its own slot's window and what verifying takes.
    Millis apart(Millis window) const { return rpo - window - verified_within; }
    // How old the newest verified snapshot may become with slots that far apart.
    Millis worst_age(Millis between_slots, Millis window) const { return between_slots + window + verified_within; }

    bool operator==(const Objective&) const = default;
};

std::string text(const Objective& objective);  // "rpo 1d, verified within 1h"

}  // namespace ecdsnap::core
