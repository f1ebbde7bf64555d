#include "core/task/task_turn.hpp"

#include "core/text/printable.hpp"

namespace ecdsnap::core {

void TaskTurn::step(TaskStep what) {
    answer.step = what;
    if (what == TaskStep::send) task.on_wire = true;
    if (what != TaskStep::write_intent) return;
    task.on_wire = false;
    task.durable = false;
    task.state = TaskState::intended;
    ++task.send_number;
    answer.store = true;
}

void TaskTurn::wait_until(SteadyTime when) {
    answer.step = TaskStep::wait;
    answer.wake_at = when;
}

void TaskTurn::settle(Outcome outcome, Reason reason) {
    task.state = TaskState::settled;
    task.outcome = outcome;
    task.reason = reason;
    task.settled_at = facts.wall_now;
    answer.store = true;
    answer.step = TaskStep::wait;
    answer.wake_at = never;
    switch (outcome) {
        case Outcome::none: break;
        case Outcome::done: answer.note(TaskNote::done); break;
        case Outcome::skipped: answer.note(TaskNote::skipped); break;
        case Outcome::missed: answer.note(TaskNote::missed); break;
        case Outcome::failed: answer.note(TaskNote::failed); break;
    }
}

std::string TaskTurn::short_text(const Error& error) {
    constexpr std::size_t limit = 160;
    std::string text = printable(error.code.empty() ? error.message : error.code);
    if (text.size() <= limit) return text;
    std::size_t end = limit;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
        --end;  // never inside a character
    text.resize(end);
    return text;
}

}  // namespace ecdsnap::core
