// Sends whose effect is unknown: when to look for their snapshots, and what a look-up says about them.
#pragma once

#include "core/task/task_turn.hpp"

namespace ecdsnap::core {

// The present send of the task may have had its effect; it can have left us until `left_by`.
void add_suspect(Task& task, SteadyTime left_by);

// A busy disk or a taken name says that a suspect probably lives: what earlier looks said does not count any more, and
// the settle time starts anew.
void doubt_again(Task& task, SteadyTime now);

// When the next look-up is due before a new send is allowed; `SteadyTime::min()` when every suspect is known not to be
// there, or there is none.
SteadyTime next_look(const Task& task, Millis settle);

// When the last suspect is none any more; `never` when there is none.
SteadyTime last_horizon(const Task& task);

// A look-up counts for each suspect that it is late enough for; one beyond the horizon ends it.
void count_look(TaskTurn& turn, const Listed& listed);

// For a task that sends no more: when its suspects are to be thought of next; `never` when there is none. A listing
// from after their horizon ends them (forget_suspects). Where none comes (a machine that was suspended, a cloud that
// does not answer), it is waited for from the first turn after the horizon, but not for ever.
SteadyTime suspects_end(const TaskTurn& turn);

void forget_suspects(TaskTurn& turn, SteadyTime moment);

}  // namespace ecdsnap::core
