// How far apart the slots of a schedule are.
#pragma once

#include "core/schedule/timetable.hpp"

#include <chrono>
#include <cstddef>
#include <optional>

namespace ecdsnap::core {

struct SlotGaps {
    std::size_t count = 0;     // of those that begin with a slot in the time that was looked at
    std::size_t too_long = 0;  // of them: longer than was asked for
    // The longest: from a slot to the one after it; of several the first.
    std::chrono::sys_seconds begin{};
    std::optional<std::chrono::sys_seconds> end;  // nullopt: no slot follows any more, or there is none at all

    std::optional<std::chrono::seconds> length() const {
        if (!end) return std::nullopt;
        return *end - begin;
    }
};

// Times between slots of which the first lies in (after, until]; after 100,000 slots, about a year of one every five
// minutes, it is not looked further. Where no slot follows one of them, that counts as the longest and as too long.
SlotGaps gaps_between(const Timetable& timetable, std::chrono::sys_seconds after, std::chrono::sys_seconds until,
                      std::chrono::milliseconds allowed);

}  // namespace ecdsnap::core
