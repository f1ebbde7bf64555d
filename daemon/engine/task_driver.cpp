// drive() and tell(): between the task machine and the world.
#include "core/task/task_machine.hpp"
#include "engine/approvals.hpp"
#include "engine/concurrency.hpp"
#include "engine/disk_turn.hpp"
#include "engine/held_creates.hpp"
#include "engine/site.hpp"
#include "engine/task_reports.hpp"
#include "engine/waking.hpp"

#include <optional>
#include <utility>

namespace ecdsnap::engine {
namespace {

core::TaskFacts facts_for(const Site& site, const core::Task& task, const core::Slot& slot) {
    const World& world = site.world;
    core::TaskFacts facts;
    facts.now = world.clock.steady_now();
    facts.wall_now = world.clock.wall_now();
    facts.clock_trusted = world.clock_trusted();
    facts.rules = &slot.rules;
    facts.window_end = slot.window_end;
    facts.desktop = site.inventory.view(task.desktop_id, task.disk);
    // A machine that was suspended knows nothing of the time since its last listing.
    if (!site.inventory.is_current(facts.now)) facts.desktop.stopped_since = {};
    facts.disk_free = disk_is_free(site, task, slot);
    facts.own_wake = own_wake_of(site, task.desktop_id);
    facts.hold = hold_of_task(site, task, slot);
    facts.look_first = world.second_daemon();
    facts.key_good_since = site.cloud.key_good_since();
    facts.settle = site.lag.settle_time();
    facts.random = world.random.next();
    return facts;
}

// The first of the desktop's tasks in its slot counts it.
void count_desktop(Site& site, const core::Task& task) {
    if (!site.board.has(task.slot_id, task.desktop_id)) site.world.slots.count_desktop(task.slot_id);
}

void note_wait(Site& site, const core::Task& task) {
    const bool waits = task.state == core::TaskState::due && task.reason == core::Reason::desktop_state;
    if (!waits) {
        site.state_waiters.erase(task.id);
    } else if (site.state_waiters.insert(task.id).second) {
        site.states->ring();
    }
    // Not worth a reading of its own: the next inventory is soon enough.
    if (task.state == core::TaskState::due && task.reason == core::Reason::preferred_state)
        site.preference_waiters.insert(task.id);
    else
        site.preference_waiters.erase(task.id);
    note_waking(site, task);
}

// How long snapshots take here; the newest tell most.
void measure(Site& site, const core::Task& done) {
    if (done.accepted_steady == site.world.started) return;  // that is when the daemon was started again
    const auto took = std::chrono::duration_cast<core::Millis>(site.world.clock.steady_now() - done.accepted_steady);
    site.snapshot_takes = site.snapshot_takes == core::Millis{0} ? took : (site.snapshot_takes * 7 + took) / 8;
}

core::TaskAnswer feed(Site& site, core::TaskId id, const core::TaskEvent& event, bool from_outside) {
    core::Task& task = *site.board.find(id);
    World& world = site.world;
    core::Slot& slot = *world.slots.find(task.slot_id);
    core::TaskFacts facts = facts_for(site, task, slot);
    if (from_outside && !facts.hold) facts.hold = core::Reason::no_capacity;
    const core::Outcome outcome_before = task.outcome;
    std::optional<core::Task> before;
    if (world.on_decision) before = task;
    core::TaskAnswer answer = core::resume(task, event, facts);
    if (before) world.on_decision({*before, task, slot, &event, facts, answer});
    site.board.changed(id);
    site.board.wake_at(id, answer.step == core::TaskStep::wait ? answer.wake_at : core::never);
    note_wait(site, task);
    pass_place_on(site, task, facts, answer);
    // The intent's own commit carries the task.
    if (answer.store && answer.step != core::TaskStep::write_intent) {
        world.writer.store(task);
        for (const core::Extra& extra : task.extras)
            world.writer.store(extra);
    }
    if (task.state == core::TaskState::followed || !task.suspects.empty()) site.completion->ring();
    if (answer.notes != 0) count_notes(world.figures, answer);
    if (answer.notes != 0) report_notes(site, task, slot, answer, event);
    if (task.outcome != outcome_before) {
        world.slots.count_outcome(task.slot_id, outcome_before, task.outcome);
        count_ending(site, task, slot);
        site.overdue.ended(slot.key.policy, task.desktop_id, task.disk, task.outcome);
        if (task.outcome == core::Outcome::done) measure(site, task);
        wake_next_of_disk(site, task);
        report_slot_if_over(world, slot);
    }
    return answer;
}

}  // namespace

bool is_ready(const Site& site) {
    return site.adopted && (!site.look_back_from || site.waits_for.empty());
}

std::optional<core::Reason> hold_of(const Site& site) {
    if (site.world.stopping) return core::Reason::stopping;
    if (!site.world.writer.healthy()) return core::Reason::ledger_unavailable;
    if (!site.adopted || site.look_back_from) return core::Reason::unreachable;
    return std::nullopt;
}

std::optional<core::Reason> hold_of_task(const Site& site, const core::Task& task, const core::Slot& slot) {
    if (waits_for_approval(site.world, slot)) return core::Reason::not_approved;
    if (auto hold = hold_of(site)) return hold;
    const core::PauseBook& pauses = site.world.pauses;
    if (!pauses.all().empty() && pauses.of_task(slot.key.policy, *site.id) != nullptr) return core::Reason::paused;
    if (site.world.observed.contains(slot.key.policy)) return core::Reason::observed;
    if (site.probe != task.id)
        if (auto held = held_back(site)) return held;
    if (lacks_place(site, task.id)) return core::Reason::concurrency;
    return std::nullopt;
}

core::TaskAnswer drive(Site& site, core::TaskId id, const core::TaskEvent& event) {
    return feed(site, id, event, false);
}

void tell(Site& site, core::TaskId id, const core::TaskEvent& event) {
    feed(site, id, event, true);
    const core::Task* task = site.board.find(id);
    if (task->state != core::TaskState::due || site.at_work.contains(id)) return;
    site.board.make_ready(id);
    site.dispatch->ring();
}

void ask_all_again(Site& site) {
    for (const core::TaskId id : site.board.due_or_intended())
        if (!site.at_work.contains(id)) site.board.make_ready(id);
    site.dispatch->ring();
}

void admit(Site& site, core::Task task) {
    const core::TaskId id = task.id;
    const core::Slot& slot = *site.world.slots.find(task.slot_id);
    count_desktop(site, task);
    const std::uint32_t overdue = site.overdue.slots(slot.key.policy, task.desktop_id, task.disk);
    const core::Task& placed = site.board.add(std::move(task), slot.window_end, slot.rules.priority, overdue);
    watch_concurrency(site, placed, slot);
    if (placed.state == core::TaskState::due && placed.not_before > site.world.clock.steady_now())
        site.board.wake_at(id, placed.not_before);  // its window ends later than that
    else
        site.board.make_ready(id);
}

}  // namespace ecdsnap::engine
