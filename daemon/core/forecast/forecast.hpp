// What is going to happen: the slots of a time, what each asks of which site, and whether it fits.
#pragma once

#include "core/forecast/fleet.hpp"
#include "core/forecast/policy_reach.hpp"
#include "core/forecast/site_load.hpp"
#include "core/policy/policy.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ecdsnap::core {

// The part of a slot at one site; there is none where it has no task.
struct PlannedWork {
    std::uint32_t site = 0;  // its place in the fleet
    std::uint64_t tasks = 0;
    std::uint64_t calls = 0;      // CreateSnapshot: the tasks without those that are skipped for their desktop's state
    Millis last_start{0};         // after the slot: when the last call leaves
    std::uint64_t left_over = 0;  // calls for which the window is too short
};

struct PlannedSlot {
    std::uint32_t policy = 0;  // its place among the policies
    SlotInstant instant{};
    DueZones zones;  // of the policy's schedule: whose desktops it is for
    std::vector<PlannedWork> work;

    std::uint64_t tasks() const;
    std::uint64_t calls() const;
    std::uint64_t left_over() const;
    Millis last_start() const;
};

// What a calendar takes away; a slot that is moved is also among the slots, at its new place.
struct PlannedGap {
    std::uint32_t policy = 0;
    SlotInstant instant{};
    std::string reason;  // "skipped (calendar cn-holidays: National Day)"
};

struct SiteForecast {
    double rate = 0;            // creates a second that its limits allow
    double peak = 0;            // creates a second, the most that are sent
    std::vector<double> calls;  // of each load_step since Forecast::load_from
};

// More slots than that are not planned; Forecast::until says how far it got.
inline constexpr std::size_t most_planned_slots = 200'000;

struct Forecast {
    SlotInstant from{};
    SlotInstant until{};
    bool cut = false;                // `until` is earlier than was asked for: there are too many slots
    std::vector<PlannedSlot> slots;  // of [from, until), by instant, then policy
    std::vector<PlannedGap> gaps;    // the same
    std::vector<SiteForecast> sites;
    SlotInstant load_from{};
};

// Slots before `from` whose window is still open count for the load, and are not shown. `reach`: of each policy in the
// fleet.
Forecast forecast(const std::vector<Policy>& policies, const Fleet& fleet, const std::vector<PolicyReach>& reach,
                  Millis inventory_every, SlotInstant from, SlotInstant until);

// The end of the time from `from` on that holds the next `count` slots; nullopt: none is due any more.
std::optional<SlotInstant> end_of_next(const std::vector<const Timetable*>& timetables, SlotInstant from,
                                       std::size_t count);

}  // namespace ecdsnap::core
