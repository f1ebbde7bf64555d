// Every state of a task, as an operator knows them, with everything that can happen to it: the machine is driven once
// with each pair. The diagram in daemon/ARCHITECTURE.md is made from the answers.
#pragma once

#include "core/task/task_stage.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace ecdsnap::core {

struct StartState {
    const char* name;
    void (*reach)(Stage& stage);  // from a task that was just made
};

struct Happening {
    std::string_view kind;     // the event: "Tick", "Refused"
    std::string_view variant;  // what the event holds and what changed before it: "busy", "window over"; may be empty
    void (*change_world)(Stage& stage);
    TaskEvent (*event)(const Stage& stage);
};

const std::vector<StartState>& start_states();
const std::vector<Happening>& happenings();

// Whether a program without defects can ever give the event to the task.
bool is_possible(const Task& task, const TaskEvent& event);

// The node of the diagram that the task stands at. A suspect has nodes of its own only where it decides what comes
// next.
std::string node_of(const Task& task);

struct Pair {
    const StartState* from = nullptr;
    const Happening* happening = nullptr;
    bool possible = false;
    bool unchanged = false;  // the event changed nothing, asks for nothing, and there is nothing to tell
    bool as_tick = false;    // a Tick in its place does exactly the same
    SteadyTime now{};
    Task before{};  // right before the event
    Task after{};
    TaskAnswer answer{};
};

// In the order of start_states(), then of happenings().
std::vector<Pair> drive_all_pairs();

}  // namespace ecdsnap::core
