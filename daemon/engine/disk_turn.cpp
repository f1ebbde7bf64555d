#include "engine/disk_turn.hpp"

#include "engine/approvals.hpp"

namespace ecdsnap::engine {
namespace {

bool on_its_way(const core::Task& task) {
    return task.state == core::TaskState::intended || task.state == core::TaskState::followed || !task.suspects.empty();
}

// Older ones have their turn first, unless they stand aside. A younger one can only be on its way when this one stood
// aside until now.
bool free_beside_approvals(const Site& site, const core::Task& task) {
    bool older = true;
    for (const core::TaskId id : site.board.of_disk(task.desktop_id, task.disk)) {
        const core::Task& other = *site.board.find(id);
        if (id == task.id)
            older = false;
        else if (other.state != core::TaskState::settled && (older ? !stands_aside(site, other) : on_its_way(other)))
            return false;
    }
    return true;
}

}  // namespace

bool stands_aside(const Site& site, const core::Task& task) {
    if (task.state != core::TaskState::due || !task.suspects.empty()) return false;
    const core::Slot* slot = site.world.slots.find(task.slot_id);
    return slot != nullptr && waits_for_approval(site.world, *slot);
}

bool disk_is_free(const Site& site, const core::Task& task, const core::Slot& slot) {
    const bool first = site.board.is_first_of_disk(task);
    if (first && !site.world.approvals.guards(slot.key.policy)) return true;
    return free_beside_approvals(site, task);
}

void wake_next_of_disk(Site& site, const core::Task& settled) {
    for (const core::TaskId id : site.board.of_disk(settled.desktop_id, settled.disk)) {
        const core::Task& next = *site.board.find(id);
        if (next.state == core::TaskState::settled) continue;
        site.board.make_ready(id);
        site.dispatch->ring();
        if (!stands_aside(site, next)) return;
    }
}

}  // namespace ecdsnap::engine
