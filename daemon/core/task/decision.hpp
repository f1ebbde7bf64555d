// One turn of a task's machine with all that it went by: what a trace of decisions is written from.
#pragma once

#include "core/slot/slot.hpp"
#include "core/task/task_event.hpp"

namespace ecdsnap::core {

// Refers to what its maker has; valid only while it is handed over.
struct Decision {
    const Task& before;
    const Task& after;
    const Slot& slot;
    const TaskEvent* event;  // null: no turn, the task was recovered at a start; only the clocks of `facts` count then
    const TaskFacts& facts;
    const TaskAnswer& answer;
};

}  // namespace ecdsnap::core
