// skip_unchanged: a desktop that has been Stopped since its last verified snapshot holds nothing new.
//
// That it stayed Stopped is known from listings without a gap (Inventory), that the snapshot is still there from a
// look-up right before the task is skipped: what a person has deleted since does not count.
#pragma once

#include "core/task/task_event.hpp"

namespace ecdsnap::core {

// The snapshot must be so much younger than the first listing that showed the desktop Stopped: their clocks differ.
inline constexpr Millis unchanged_margin = std::chrono::minutes{2};

// Whether a look-up may show that the task need not be sent. At most one is made for that.
bool asks_whether_unchanged(const Task& task, const TaskFacts& facts);

// Whether this listing shows it.
bool shows_unchanged(const Task& task, const Listed& listed, const TaskFacts& facts);

}  // namespace ecdsnap::core
