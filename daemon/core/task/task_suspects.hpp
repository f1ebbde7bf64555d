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

void forget_suspects(TaskTurn& turn, SteadyTime moment);

}  // namespace ecdsnap::core
