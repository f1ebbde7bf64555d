// How an unsent task ends, and why.
#pragma once

#include "core/policy/task_rules.hpp"
#include "core/task/outcome.hpp"
#include "core/task/task.hpp"
#include "core/task/task_event.hpp"

#include <optional>

namespace ecdsnap::core {

struct Ending {
    Outcome outcome = Outcome::none;  // none: it goes on
    Reason reason = Reason::none;
};

// What a window that closes over an unsent task means: the cloud refused, or nothing could be sent. `hold`: why nothing
// may be sent now; a task that nobody approved says so, also when its turn never came.
Ending window_ending(const Task& task, std::optional<Reason> hold = std::nullopt);

// The desktop's state may settle the task by itself.
Ending desktop_ending(const DesktopView& desktop, const StateRules& states);

// What was chosen for it (Task::ending). What was sent and came to nothing is not `skipped`, whatever stopped the task
// afterwards.
Ending chosen_ending(const Task& task);

// Nothing of it is on its way, and nothing has been chosen for it. A pause, and a policy that only observes, hold a
// task whose snapshot FAILED: it goes on when they end inside its window.
bool may_be_called_off(const Task& task, Reason reason);

}  // namespace ecdsnap::core
