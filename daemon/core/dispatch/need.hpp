// Whose turn it is: the order in which a site's tasks are sent.
#pragma once

#include "core/time.hpp"

#include <compare>
#include <cstdint>

namespace ecdsnap::core {

using TaskId = std::int64_t;

// The smallest goes first.
struct Need {
    std::uint32_t behind = 0;  // highest_priority less the policy's priority
    WallTime window_end{};
    std::uint32_t not_overdue = 0;  // OverdueBook::most less the slots that its disk has gone without
    std::uint64_t rotation = 0;     // a hash of slot and disk: stable, and another order in each slot
    TaskId id = 0;

    auto operator<=>(const Need&) const = default;
};

}  // namespace ecdsnap::core
