// Whether a task's desktop can be snapshotted now, and what is waited for while it cannot.
#pragma once

#include "core/task/task_event.hpp"

namespace ecdsnap::core {

bool usable(const TaskFacts& facts);

// While it is not usable: `waking` where the desktop sleeps, or was woken by this daemon, and the policy has it woken;
// else `desktop_state`.
Reason desktop_wait(const TaskFacts& facts);

}  // namespace ecdsnap::core
