// What a complete listing means for one task: which of its snapshots is the recorded one, which are extras, what has
// vanished.
//
// Several found: the recorded one, else ACCOMPLISHED before PROGRESSING before FAILED, then the oldest; the others are
// extras.
#pragma once

#include "core/task/task_turn.hpp"

namespace ecdsnap::core {

void see(TaskTurn& turn, const Listed& listed);

// Before a task fails, and after it has: an extra that is ACCOMPLISHED takes the place of its recorded snapshot, and it
// is done. false: there is none.
bool promote_accomplished(TaskTurn& turn);

// Whether the listing shows something that must be seen before the task sends again.
bool shows_news(const Task& task, const Listed& listed);

}  // namespace ecdsnap::core
