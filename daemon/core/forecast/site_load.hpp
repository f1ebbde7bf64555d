// How a site's allowed rate carries the calls of many slots: which ones end when, and what no longer fits a window.
#pragma once

#include "core/settings.hpp"
#include "core/time.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ecdsnap::core {

// What one slot wants of one site.
struct SlotDemand {
    SlotInstant start{};
    Millis spread{0};
    Millis window{0};  // > spread
    std::uint64_t calls = 0;
};

struct SlotSupply {
    Millis last_start{0};         // after the slot's instant: when the last call leaves, at most `window`
    std::uint64_t left_over = 0;  // calls for which the window is too short
};

// Calls are counted by quarters of an hour, since every time zone's hours begin with one.
inline constexpr std::chrono::minutes load_step{15};

struct SiteLoad {
    std::vector<SlotSupply> slots;  // as the demands
    double peak = 0;                // creates a second
    std::vector<double> calls;      // of each load_step since `from`
};

// Creates a second that a site's limits leave beside listing its desktops so often: its requests a second less the
// pages of the listings, and no more than `in_flight` sends can carry when each is answered within `assumed_answer`.
inline constexpr Millis assumed_answer{300};
double create_rate(const SiteLimits& limits, std::size_t desktops, Millis inventory_every);

// `demands` ascend by start. The calls of a slot become due evenly over its spread; the nearest end of a window goes
// first, as in the dispatcher. `from`: where the load is counted from; a multiple of load_step.
SiteLoad carry(const std::vector<SlotDemand>& demands, double rate, SlotInstant from);

}  // namespace ecdsnap::core
