// Whether the slots of a policy hold what it promises, in the year ahead.
#pragma once

#include "core/policy/policy.hpp"
#include "core/schedule/longest_gap.hpp"

#include <optional>
#include <string>

namespace ecdsnap::core {

struct ObjectiveOutlook {
    Objective objective;
    Millis window{0};
    absl::TimeZone zone;  // the policy's
    SlotGaps gaps;        // of one year

    // How old the newest verified snapshot of a disk becomes between two slots whose snapshots succeed; nullopt: there
    // is no next slot some day.
    std::optional<Millis> worst_age() const;
    bool holds() const { return gaps.too_long == 0 && gaps.end.has_value(); }
};

// nullopt: the policy has no objective.
std::optional<ObjectiveOutlook> objective_outlook(const Policy& policy, SlotInstant now);

// "rpo 1d: slots are at most 12h apart in the year ahead; with the window of 3h and 1h until it is verified a snapshot
// is at most 16h old"; or by how much and how often that is not held, and what would hold it.
std::string text(const ObjectiveOutlook& outlook);

}  // namespace ecdsnap::core
