// What the ledger remembers of a policy name, also after the policy is gone.
#pragma once

#include "core/time.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace ecdsnap::core {

struct PolicyMemory {
    std::string name;
    WallTime first_seen{};    // a new name starts with its next slot after this
    SlotInstant last_slot{};  // the newest scheduled slot that was opened or passed; epoch: none
    bool removed = false;     // no policy has this name at present
    std::string
        schedule;  // Timetable::text() of its schedule, so that a start sees that it was changed; empty: not known

    bool operator==(const PolicyMemory&) const = default;
};

// What a new policy name starts with.
enum class OnEnable : std::uint8_t {
    wait,  // its next slot
    run,   // a slot of its own, at once
};

// The slot that a new policy opens at once, until it or a later one was opened or passed. Its instant is the moment at
// which the name was first seen, as the ledger keeps it: the same one whatever restarts and reloads come between.
inline std::optional<SlotInstant> first_slot(const PolicyMemory& memory, OnEnable on_enable) {
    const auto instant = std::chrono::floor<std::chrono::seconds>(memory.first_seen);
    if (on_enable == OnEnable::wait || memory.last_slot >= instant) return std::nullopt;
    return instant;
}

}  // namespace ecdsnap::core
