// The bars of one policy's lane: a slot each, or several where they would be narrower than what can be seen, so that a
// chart of 100,000 slots stays a chart.
#pragma once

#include "cli/chart/time_axis.hpp"
#include "simulation/rehearsal/rehearsal_report.hpp"

#include <string>
#include <vector>

namespace ecdsnap::cli {

struct SlotBar {
    double begin = 0;       // x
    double end = 0;         // x; of the last outcome, or of the window where some had none
    double window_end = 0;  // x
    core::SlotCounts counts;
    std::size_t slots = 0;
    std::size_t unopened = 0;  // of these
    std::string first_time;    // local
    std::string last_time;
    core::Millis longest{0};  // to finish

    std::string tooltip(const std::string& policy) const;
};

std::vector<SlotBar> slot_bars(const simulation::RehearsedPolicy& policy, const TimeAxis& axis);

}  // namespace ecdsnap::cli
