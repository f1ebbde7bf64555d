// One question about a schedule: which instants are next.
#pragma once

#include "cli/schedule/schedule_options.hpp"
#include "core/schedule/recurrence.hpp"
#include "core/text/text_error.hpp"
#include "core/time.hpp"

#include <string>
#include <vector>

namespace ecdsnap::cli {

struct ScheduleQuestion {
    core::Recurrence recurrence;
    std::string timezone;
    core::SlotInstant from;  // exclusive
    std::size_t count = 1;
};

// As typed. An error with a column is about the expression, any other one names its option. An expression that is never
// due is an error, as it is in a configuration. `now`: without --from.
core::TextResult<ScheduleQuestion> read_question(const ScheduleOptions& options, core::WallTime now);

// Fewer than `count`: there are no more.
std::vector<core::SlotInstant> slots_of(const ScheduleQuestion& question);

}  // namespace ecdsnap::cli
