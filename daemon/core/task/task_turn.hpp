// One call of the task machine in progress: what it works on and the answer that it builds.
#pragma once

#include "core/task/task_event.hpp"

#include <string>

namespace ecdsnap::core {

struct TaskTurn {
    Task& task;
    const TaskFacts& facts;
    TaskAnswer answer;

    void step(TaskStep what);
    void wait_until(SteadyTime when);
    void settle(Outcome outcome, Reason reason);

    static std::string short_text(const Error& error);  // for Task::detail
};

}  // namespace ecdsnap::core
