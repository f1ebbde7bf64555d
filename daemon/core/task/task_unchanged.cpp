#include "core/task/task_unchanged.hpp"

#include "core/task/task_machine.hpp"

namespace ecdsnap::core {
namespace {

bool may_be_unchanged(const Task& task, const TaskFacts& facts) {
    const DesktopView& desktop = facts.desktop;
    if (facts.rules->skip_unchanged <= Millis{0} || !facts.clock_trusted) return false;
    if (task.state != TaskState::due || was_sent(task) || !task.suspects.empty()) return false;
    return desktop.status == DesktopStatus::stopped && desktop.stopped_since != WallTime{};
}

}  // namespace

bool asks_whether_unchanged(const Task& task, const TaskFacts& facts) {
    return may_be_unchanged(task, facts) && !task.asked_unchanged;
}

bool shows_unchanged(const Task& task, const Listed& listed, const TaskFacts& facts) {
    if (!listed.last_verified || !may_be_unchanged(task, facts)) return false;
    if (facts.now - listed.started > longest_look) return false;  // the machine slept over it: who knows what was since
    const WallTime made = listed.last_verified->created;
    return made >= facts.desktop.stopped_since + unchanged_margin &&
           facts.wall_now - made <= facts.rules->skip_unchanged;
}

}  // namespace ecdsnap::core
