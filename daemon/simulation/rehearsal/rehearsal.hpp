// Plays a plan with the real engine in virtual time, and reports what became of every slot: months in seconds. No I/O,
// no real clock; what a daemon would log is not said, since nothing of it happened.
#pragma once

#include "core/time.hpp"
#include "simulation/rehearsal/rehearsal_plan.hpp"
#include "simulation/rehearsal/rehearsal_report.hpp"

#include <cstdint>
#include <functional>

namespace ecdsnap::simulation {

struct RehearsalProgress {
    core::WallTime reached{};  // in virtual time; after the plan's `until` while the last slots are followed
    std::uint64_t slots = 0;   // opened so far
};

// `on_progress` is called for every few virtual minutes; empty: nobody looks. Throws what a broken engine throws.
RehearsalReport rehearse(RehearsalPlan plan, const std::function<void(const RehearsalProgress&)>& on_progress = {});

}  // namespace ecdsnap::simulation
