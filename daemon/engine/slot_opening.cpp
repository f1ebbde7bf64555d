#include "engine/slot_opening.hpp"

#include "core/dispatch/rotation.hpp"
#include "core/policy/coverage.hpp"
#include "core/policy/desktop_zones.hpp"
#include "core/slot/slot_tasks.hpp"
#include "core/task/task_machine.hpp"
#include "engine/calling_off.hpp"
#include "engine/disk_turn.hpp"
#include "engine/observing.hpp"
#include "engine/pauses.hpp"
#include "engine/snapshot_texts.hpp"
#include "engine/task_reports.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <tuple>
#include <utility>

namespace ecdsnap::engine {
namespace {

using boost::asio::awaitable;

// Of one change to the ledger. Each list goes on its board and is let go of before the next.
constexpr std::size_t most_together = 500;

// Tasks that are made but not yet stored, with the site that works on them.
struct NewTasks {
    Site* site = nullptr;
    std::shared_ptr<std::vector<core::Task>> tasks;
};

void add(std::vector<NewTasks>& made, Site& site, core::Task task) {
    if (made.empty() || made.back().site != &site || made.back().tasks->size() == most_together) {
        made.push_back(NewTasks{&site, std::make_shared<std::vector<core::Task>>()});
    }
    made.back().tasks->push_back(std::move(task));
}

// What an unfinished earlier task of the same disk means for the new one, and for itself.
void apply_overlap(Site& site, const core::Slot& slot, core::Task& task) {
    if (slot.rules.overlap == core::Overlap::queue) return;
    for (const core::TaskId id : site.board.of_disk(task.desktop_id, task.disk)) {
        const core::Task& earlier = *site.board.find(id);
        if (earlier.state == core::TaskState::settled) continue;
        if (slot.rules.overlap == core::Overlap::replace) {
            if (core::was_sent(earlier)) continue;
            core::Cancelled cancelled;
            cancelled.reason = core::Reason::replaced;
            const core::TaskEvent event = cancelled;
            tell(site, id, event);
            continue;
        }
        // Another policy's that nobody approved is not under way.
        const core::Slot* other = site.world.slots.find(earlier.slot_id);
        const bool own = other == nullptr || other->key.policy == slot.key.policy;
        if (!own && stands_aside(site, earlier)) continue;
        task.state = core::TaskState::settled;
        task.outcome = core::Outcome::skipped;
        task.reason = core::Reason::overlapped;
        task.settled_at = site.world.clock.wall_now();
        return;
    }
}

// What a pause means for a task that would be made now.
bool skip_if_paused(World& world, const Site& site, const core::Slot& slot, core::Task& task) {
    const core::WallTime now = world.clock.wall_now();
    const core::Pause* pause = world.pauses.of_task_at(slot.key.policy, *site.id, now);
    if (pause == nullptr) return false;
    task.state = core::TaskState::settled;
    task.outcome = core::Outcome::skipped;
    task.reason = core::Reason::paused;
    task.detail = core::pause_text(*pause);
    task.settled_at = now;
    return true;
}

// A disk that is to have a task.
struct Wanted {
    core::SteadyTime start{};
    std::uint64_t rotation = 0;
    const core::Desktop* desktop = nullptr;
    core::DiskKind disk = core::DiskKind::system;
};

// Those of the site that the policy covers in this slot and that have no task yet, in the order in which their turn
// will come: what changes together lies together in the ledger, and a transaction writes few pages.
std::vector<Wanted> wanted_disks(const World& world, const Site& site, const core::Policy& policy,
                                 const core::SlotContext& context) {
    const core::Slot& slot = context.slot;
    std::vector<Wanted> wanted;
    for (const core::Desktop& desktop : site.inventory.desktops()) {
        if (!core::is_for(slot.zones, policy.schedule, desktop)) continue;
        if (core::coverage_of(world.coverage, world.policy_names, policy, desktop, *site.id) != core::Coverage::covered)
            continue;
        const core::SteadyTime start = core::earliest_start(context, desktop.id);
        for (const core::DiskKind disk : core::disks_of(desktop, policy.disks))
            if (!site.board.has(slot.id, desktop.id, disk))
                wanted.push_back({start, core::rotation_of(slot.id, desktop.id, disk), &desktop, disk});
    }
    std::sort(wanted.begin(), wanted.end(), [](const Wanted& one, const Wanted& other) {
        return std::tie(one.start, one.rotation) < std::tie(other.start, other.rotation);
    });
    return wanted;
}

std::vector<NewTasks> lacking_tasks(World& world, Sites& sites, const core::Policy& policy, const core::Slot& slot) {
    std::vector<NewTasks> made;
    for (auto& site : sites) {
        if (!site->unused.empty()) continue;
        const core::SlotContext context = context_of(*site, slot);
        for (const Wanted& wanted : wanted_disks(world, *site, policy, context)) {
            core::Task task = core::task_for(context, *wanted.desktop, wanted.disk);
            task.id = world.next_task_id++;
            add(made, *site, std::move(task));
        }
    }
    return made;
}

std::vector<NewTasks> make_tasks(World& world, Sites& sites, const core::Policy& policy, const core::Slot& slot) {
    std::vector<NewTasks> made = lacking_tasks(world, sites, policy, slot);
    for (const NewTasks& fresh : made)
        for (core::Task& task : *fresh.tasks) {
            const bool settled =
                skip_if_paused(world, *fresh.site, slot, task) || skip_if_observed(policy, *fresh.site, slot, task);
            if (!settled) apply_overlap(*fresh.site, slot, task);
        }
    return made;
}

// Of a slot that was passed, or whose window ended while the clock was wrong, and that is open only for the snapshots
// that were found of it.
std::vector<NewTasks> pass_rest(World& world, Sites& sites, const core::Policy& policy, const core::Slot& slot) {
    std::vector<NewTasks> rest = lacking_tasks(world, sites, policy, slot);
    for (const NewTasks& fresh : rest)
        for (core::Task& task : *fresh.tasks) {
            task.state = core::TaskState::settled;
            task.outcome = core::ending_of_rest(slot);
            task.reason = core::Reason::slot_passed;
            task.detail = slot.reason;
            task.settled_at = world.clock.wall_now();
        }
    return rest;
}

bool all_listed(const Sites& sites) {
    return std::all_of(sites.begin(), sites.end(), [](const auto& site) {
        return !site->unused.empty() || (site->adopted && site->inventory.complete());
    });
}

void look_back_for(Sites& sites, core::SlotInstant instant) {
    for (auto& site : sites)
        look_back(*site, instant);
}

void put_to_work(World& world, Site& site, core::Task task) {
    const std::int64_t slot_id = task.slot_id;
    if (task.state == core::TaskState::settled) {
        world.slots.count_outcome(slot_id, core::Outcome::none, task.outcome);
        count_ending(site, task, *world.slots.find(slot_id));
        world.add_ending(task);
    }
    admit(site, std::move(task));
    site.dispatch->ring();
}

// The ledger may still hold the lists, so they are copied; what their tasks consist of is shared.
void put_to_work(World& world, std::vector<NewTasks> made) {
    // All are counted before the first one has an outcome: a slot whose tasks have all ended is over.
    for (const NewTasks& fresh : made)
        for (const core::Task& task : *fresh.tasks)
            world.slots.count_task(task.slot_id);
    for (NewTasks& fresh : made) {
        for (const core::Task& task : *fresh.tasks)
            put_to_work(world, *fresh.site, task);
        fresh.tasks.reset();
    }
}

// While a slot is stored, a reload or a pause calls off only what is on the boards.
void call_off_late(World& world, Sites& sites, std::int64_t slot_id) {
    const std::string policy = world.slots.find(slot_id)->key.policy;
    if (!world.policy(policy))
        call_off_policy(world, sites, core::Reason::policy_removed, policy);
    else if (world.observed.contains(policy))
        call_off_policy(world, sites, core::Reason::observed, policy);
    else if (!world.pauses.all().empty())
        call_off_paused(world, sites);
}

core::Millis oldest_inventory(const World& world, const Sites& sites) {
    core::Millis oldest{0};
    for (const auto& site : sites)
        if (const auto at = site->inventory.listed_at())
            oldest = std::max(oldest, std::chrono::duration_cast<core::Millis>(world.clock.steady_now() - *at));
    return oldest;
}

// A person who asks for a run waits for no better moment, and wants a snapshot.
void mean_now(core::TaskRules& rules) {
    rules.states.prefer = core::Preference::none;
    rules.skip_unchanged = core::Millis{0};
}

core::PolicyMemory advanced_memory(const World& world, const core::SlotKey& key) {
    const auto place = world.memories.find(key.policy);
    core::PolicyMemory memory = place == world.memories.end() ? core::PolicyMemory{} : place->second;
    memory.name = key.policy;
    memory.last_slot = std::max(memory.last_slot, key.instant);
    return memory;
}

}  // namespace

core::Slot slot_of(const World& world, const core::Policy& policy, const core::SlotKey& key,
                   core::WallTime window_end) {
    core::Slot slot;
    slot.key = key;
    slot.opened_at = world.clock.wall_now();
    slot.window_end = window_end;
    slot.local_time = core::slot_local_time(policy.schedule, key.instant);
    slot.rules = policy.rules;
    if (key.kind == core::SlotKind::manual)
        mean_now(slot.rules);
    else
        slot.zones = core::DueZones(policy.schedule, key.instant).names(policy.schedule);
    return slot;
}

awaitable<core::Result<std::int64_t>> open_slot(World& world, Sites& sites, std::shared_ptr<const core::Policy> policy,
                                                core::Slot slot, ports::Alarm& alarm) {
    slot.id = world.next_slot_id++;
    slot.inventory_age = oldest_inventory(world, sites);
    std::vector<NewTasks> made = make_tasks(world, sites, *policy, slot);
    const bool scheduled = slot.key.kind == core::SlotKind::scheduled;
    const core::PolicyMemory memory = advanced_memory(world, slot.key);
    std::vector<ports::LedgerChange> changes;
    changes.reserve(made.size() + 2);
    changes.emplace_back(slot);
    if (scheduled) changes.emplace_back(memory);
    for (const NewTasks& fresh : made)
        changes.emplace_back(ports::Tasks{fresh.tasks});
    world.opening.insert(slot.key);
    const bool durable = co_await world.writer.commit(std::move(changes), alarm);
    world.opening.erase(slot.key);
    if (!durable) {
        core::Error error;
        error.kind = core::ErrorClass::local;
        error.doing = "opening a slot of " + slot.key.policy;
        error.message = "the ledger cannot be written: " + world.writer.problem();
        if (!scheduled) {
            world.unanswered_slots.insert(slot.key);
            error.message += "; if it was stored all the same, it begins once that shows";
        }
        co_return error;
    }
    if (scheduled) world.memories[slot.key.policy] = memory;
    const std::int64_t id = slot.id;
    if (core::was_opened_late(slot)) look_back_for(sites, slot.key.instant);
    world.slots.add(std::move(slot));
    put_to_work(world, std::move(made));
    const core::Slot& opened = *world.slots.find(id);
    // A zone that no desktop has at present is no news every night.
    if (opened.counts.tasks == 0 && !opened.zones.empty()) co_return id;
    report_slot_opened(world, opened, opened.reason.empty() ? "slot opened" : "slot opened late");
    report_slot_if_over(world, opened);
    call_off_late(world, sites, id);
    co_return id;
}

awaitable<bool> take_up_slot(World& world, Sites& sites, core::Slot stored) {
    ports::HistoryQuery query;
    query.slot_id = stored.id;
    query.limit = 100'000;
    auto entries = co_await world.ledger.history(std::move(query));
    if (entries.has_error()) co_return false;
    if (world.slots.find(stored.key) != nullptr) co_return true;
    std::vector<NewTasks> made;
    for (ports::HistoryEntry& entry : entries.value()) {
        if (!entry.task) continue;
        const auto home =
            std::find_if(sites.begin(), sites.end(), [&](const auto& site) { return *site->id == *entry.task->site; });
        if (home == sites.end()) continue;
        entry.task->site = (*home)->id;
        entry.task->not_before = core::earliest_start(context_of(**home, stored), entry.task->desktop_id);
        add(made, **home, std::move(*entry.task));
    }
    const std::int64_t id = stored.id;
    look_back_for(sites, stored.key.instant);  // it may have been stored long ago
    stored.counts = {};
    world.slots.add(std::move(stored));
    put_to_work(world, std::move(made));
    const core::Slot& opened = *world.slots.find(id);
    report_slot_opened(world, opened, "slot opened, as the ledger has it after all");
    report_slot_if_over(world, opened);
    call_off_late(world, sites, id);
    co_return true;
}

void join_new_desktops(World& world, Sites& sites) {
    if (!world.clock_trusted()) return;
    for (const auto& [id, slot] : world.slots.open()) {
        const auto policy = world.policy(slot.key.policy);
        if (slot.key.kind != core::SlotKind::scheduled || !policy) continue;
        const bool over = world.clock.wall_now() > slot.window_end;
        const bool passed = core::was_passed(slot) || (over && core::was_adopted_blind(slot));
        if (passed ? !all_listed(sites) : over) continue;
        std::vector<NewTasks> made =
            passed ? pass_rest(world, sites, *policy, slot) : make_tasks(world, sites, *policy, slot);
        // It may have been adopted from a listing of which not all has been dealt with.
        if (!made.empty() && core::was_opened_late(slot)) look_back_for(sites, slot.key.instant);
        for (const NewTasks& fresh : made)
            for (const core::Task& task : *fresh.tasks)
                world.writer.store(task);
        put_to_work(world, std::move(made));
    }
}

void pass_slot(World& world, const core::Policy& policy, core::SlotInstant instant, std::string reason) {
    core::SlotKey key{policy.name, instant, core::SlotKind::scheduled};
    core::Slot slot = slot_of(world, policy, key, core::WallTime{instant} + policy.rules.window);
    slot.id = world.next_slot_id++;
    slot.state = core::SlotState::passed;
    slot.reason = std::move(reason);
    world.memories[policy.name] = advanced_memory(world, key);
    world.writer.store(slot);
    world.writer.store(world.memories[policy.name]);
    world.slots.remember(std::move(slot));
}

}  // namespace ecdsnap::engine
