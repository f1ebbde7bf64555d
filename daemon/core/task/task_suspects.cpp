#include "core/task/task_suspects.hpp"

#include "core/task/task_machine.hpp"

#include <algorithm>
#include <vector>

namespace ecdsnap::core {
namespace {

// Before a look-up that took too long is repeated: others have their turn meanwhile.
constexpr Millis pause_after_look = std::chrono::seconds{5};

// A turn that comes so much later than it was asked for was held up by a machine that was suspended.
constexpr Millis overslept = std::chrono::minutes{10};

}  // namespace

void add_suspect(Task& task, SteadyTime left_by) {
    Suspect suspect;
    suspect.snapshot_number = task.snapshot_number;
    suspect.send_number = task.send_number;
    suspect.left_by = left_by;
    suspect.looks_from = left_by;
    task.suspects.push_back(suspect);
}

void doubt_again(Task& task, SteadyTime now) {
    for (Suspect& suspect : task.suspects) {
        suspect.looks_from = now;
        suspect.looks = 0;
        suspect.not_there = false;
    }
}

SteadyTime next_look(const Task& task, Millis settle) {
    SteadyTime due = SteadyTime::min();
    for (const Suspect& suspect : task.suspects)
        if (!suspect.not_there) due = std::max(due, suspect.looks_from + settle * (suspect.looks == 0 ? 1 : 2));
    return due;
}

SteadyTime last_horizon(const Task& task) {
    if (task.suspects.empty()) return never;
    SteadyTime last = SteadyTime::min();
    for (const Suspect& suspect : task.suspects)
        last = std::max(last, suspect.left_by + suspect_horizon);
    return last;
}

void count_look(TaskTurn& turn, const Listed& listed) {
    Task& task = turn.task;
    const Millis settle = turn.facts.settle;
    task.last_look = listed.started;
    task.look_took = std::chrono::duration_cast<Millis>(turn.facts.now - listed.started);
    if (task.look_took > longest_look) task.not_before = std::max(task.not_before, turn.facts.now + pause_after_look);
    task.look_needed = false;
    for (Suspect& suspect : task.suspects) {
        if (listed.started < suspect.looks_from + settle) continue;
        ++suspect.looks;
        const bool witnessed = listed.witness && *listed.witness > suspect.looks_from;
        const bool late = listed.started >= suspect.looks_from + settle * 2;
        if (suspect.looks >= 2 && (witnessed || late)) suspect.not_there = true;
    }
    const auto over = [&](const Suspect& suspect) { return listed.started >= suspect.left_by + suspect_horizon; };
    if (std::erase_if(task.suspects, over) == 0) return;
    task.reason = Reason::answer_lost;
    turn.answer.store = true;
}

SteadyTime suspects_end(const TaskTurn& turn) {
    Task& task = turn.task;
    const SteadyTime horizon = last_horizon(task);
    const SteadyTime now = turn.facts.now;
    if (horizon == never || now < horizon) return horizon;
    if (task.suspects_by < horizon || now > task.suspects_by + overslept) task.suspects_by = now + listing_patience;
    return task.suspects_by;
}

void forget_suspects(TaskTurn& turn, SteadyTime moment) {
    const auto old = [&](const Suspect& suspect) { return moment >= suspect.left_by + suspect_horizon; };
    if (std::erase_if(turn.task.suspects, old) > 0) turn.answer.store = true;
}

}  // namespace ecdsnap::core
