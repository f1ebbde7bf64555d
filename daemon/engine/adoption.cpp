#include "engine/adoption.hpp"

#include "core/policy/desktop_zones.hpp"
#include "core/policy/snapshot_name.hpp"
#include "core/reconcile/ownership.hpp"
#include "core/schedule/local_time_text.hpp"
#include "core/slot/slot_plan.hpp"
#include "core/task/task_machine.hpp"
#include "core/text/utc_text.hpp"
#include "engine/task_reports.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace ecdsnap::engine {
namespace {

using boost::asio::awaitable;

// What was sent up to the last commit, and a little before it, may be unknown to the ledger; signatures live 15
// minutes.
constexpr core::Millis before_last_commit = std::chrono::minutes{20};

// How far back slots may reach that are still of interest.
core::Millis longest_reach(const World& world) {
    core::Millis longest = std::chrono::hours{24};
    for (const auto& policy : world.policies)
        longest = std::max({longest, policy->rules.window, policy->schedule.catch_up_within});
    return longest;
}

// What this ledger may lack. It goes by clocks that may have been wrong: list_from() corrects what lies ahead.
core::WallTime lacking_since(const World& world) {
    if (world.last_commit) return *world.last_commit - before_last_commit;
    return world.started_wall - longest_reach(world);
}

// What another daemon may have made of slots that were opened late, and were not looked back for when the last run
// ended.
core::WallTime since_late_slots(const World& world, core::WallTime from) {
    for (const auto& [id, slot] : world.slots.open())
        if (core::was_opened_late(slot))
            from = std::min(from, core::WallTime{slot.key.instant} - core::ClockTrust::tolerance);
    return from;
}

// What a ledger may lack is as old as the slots that may still be open, by the cloud's clock.
core::WallTime list_from(const Site& site) {
    if (!site.unadopted_since) return since_late_slots(site.world, *site.world.last_commit - before_last_commit);
    return std::min(*site.unadopted_since, *site.world.cloud_now() - longest_reach(site.world));
}

// What an older ledger may have forgotten of a slot. One that came due since the start was not forgotten.
bool may_be_forgotten(const World& world, const core::SlotKey& key) {
    return !world.ledger_current && key.instant <= world.started_by_cloud();
}

// A slot that only the listing remembers, under the rules that its policy has today.
core::Slot slot_from_stamp(const Site& site, const core::SlotKey& key) {
    const World& world = site.world;
    core::Slot slot;
    slot.key = key;
    slot.opened_at = world.clock.wall_now();
    slot.reason = core::adopted_reason(world.clock_trusted() || may_be_forgotten(world, key));
    slot.window_end = key.instant;
    const auto policy = world.policy(key.policy);
    if (policy) {
        slot.rules = policy->rules;
        slot.window_end = core::WallTime{key.instant} + policy->rules.window;
        if (key.kind == core::SlotKind::scheduled) {
            slot.zones = core::DueZones(policy->schedule, key.instant).names(policy->schedule);
            // What no zone has may be of a zone that had another time then: it is no slot for everybody, late.
            const bool known = policy->schedule.zones.empty() || core::is_due(policy->schedule, key.instant);
            const core::SlotPlan plan = core::plan_slots(*policy, key.instant, world.clock.wall_now(), key.instant);
            if (known && plan.open && plan.open->instant == key.instant) slot.window_end = plan.open->window_end;
        }
    }
    slot.local_time = policy ? core::slot_local_time(policy->schedule, key.instant)
                             : core::local_time_text(key.instant, world.zone(slot.rules.timezone));
    return slot;
}

// A ledger that has forgotten nothing knows which slots are not dealt with yet: another daemon's later one hides none.
void remember_policy_slot(World& world, const core::SlotKey& key) {
    if (key.kind != core::SlotKind::scheduled) return;
    const auto place = world.memories.find(key.policy);
    if (place == world.memories.end()) return;
    core::PolicyMemory& memory = place->second;
    // Where zones have slots of their own, an earlier one may be another zone's, of which nothing was sent yet.
    const auto policy = world.policy(key.policy);
    const bool in_order = policy == nullptr || policy->schedule.zones.empty();
    if (in_order && may_be_forgotten(world, key)) memory.last_slot = std::max(memory.last_slot, key.instant);
    memory.first_seen = std::min(memory.first_seen, core::WallTime{key.instant});
    world.writer.store(memory);
}

core::Task task_from_stamp(Site& site, const core::Snapshot& snapshot, std::int64_t slot_id) {
    core::Task task;
    task.id = site.world.next_task_id++;
    task.slot_id = slot_id;
    task.site = site.id;
    task.desktop_id = snapshot.desktop_id;
    if (const core::Desktop* desktop = site.inventory.find(snapshot.desktop_id)) task.desktop_name = desktop->name;
    task.disk = snapshot.disk;
    task.send_number = 1;
    return task;
}

core::Slot& slot_for(Site& site, const core::SlotKey& key, std::optional<core::Slot> stored) {
    World& world = site.world;
    if (core::Slot* open = world.slots.find(key)) return *open;
    core::Slot slot = stored ? std::move(*stored) : slot_from_stamp(site, key);
    const bool passed = slot.state == core::SlotState::passed;
    if (passed) core::reopen(slot);
    // The rest of its desktops is to be settled, or joins while its window is open: the next listing may be too late.
    if ((passed || !stored) && world.on_site_change) world.on_site_change();
    slot.state = core::SlotState::open;
    if (!stored) slot.id = world.next_slot_id++;
    remember_policy_slot(world, key);
    return world.slots.add(std::move(slot));
}

void tell_of(Site& site, core::TaskId id, const Unclaimed& unclaimed, core::SteadyTime listed_at) {
    core::Listed listed;
    listed.started = listed_at;
    listed.sightings.push_back(stamped_sighting(site.world, unclaimed.snapshot, unclaimed.stamp));
    listed.coverage = core::Listed::Coverage::part;
    const core::TaskEvent event = std::move(listed);
    tell(site, id, event);
}

// The task that this snapshot must have been made for enters the ledger, and the snapshot with it.
void adopt_as_new(Site& site, const Unclaimed& unclaimed, std::optional<core::Slot> stored,
                  core::SteadyTime listed_at) {
    const core::Snapshot& snapshot = unclaimed.snapshot;
    core::Slot& slot = slot_for(site, unclaimed.stamp.slot, std::move(stored));
    core::Task task = task_from_stamp(site, snapshot, slot.id);
    const std::uint32_t number = unclaimed.stamp.snapshot_number;
    const std::string suffix = number > 1 ? fmt::format("-{}", number) : std::string{};
    task.base_name =
        snapshot.name.ends_with(suffix) ? snapshot.name.substr(0, snapshot.name.size() - suffix.size()) : snapshot.name;
    const core::TaskId id = task.id;
    site.world.slots.count_task(slot.id);
    site.world.writer.store(slot);
    admit(site, std::move(task));
    tell_of(site, id, unclaimed, listed_at);
}

// A second snapshot of a task that has long been settled.
void enter_extra(Site& site, const core::Task& task, const Unclaimed& unclaimed) {
    core::Extra extra;
    extra.task_id = task.id;
    extra.snapshot_id = unclaimed.snapshot.id;
    extra.name = unclaimed.snapshot.name;
    extra.status = unclaimed.snapshot.status;
    extra.created = unclaimed.snapshot.created;
    extra.found_at = site.world.clock.wall_now();
    site.world.writer.store(extra);
    core::Slot slot;
    slot.key = unclaimed.stamp.slot;
    core::Event event =
        slot_event(core::EventId::extra_found,
                   fmt::format("{} {}: {} is a second snapshot of a settled task; the recorded one is {}",
                               task.desktop_id, core::text(task.disk), extra.snapshot_id,
                               task.snapshot_id.empty() ? "not known" : task.snapshot_id),
                   slot);
    event.fields.push_back({"site", core::text(*site.id)});
    event.fields.push_back({"desktop", task.desktop_id});
    event.fields.push_back({"disk", core::text(task.disk)});
    event.fields.push_back({"snapshot_id", extra.snapshot_id});
    event.fields.push_back({"snapshot_name", extra.name});
    site.world.events.emit(std::move(event));
}

// Open in the ledger, and nobody works on it: it was stored although the ledger answered with an error. Its tasks are
// not settled, whatever the ledger has of them.
bool is_unanswered(World& world, const std::optional<core::Slot>& stored) {
    return stored && stored->state == core::SlotState::open && world.slots.find(stored->key) == nullptr;
}

void ask_for_slot(World& world, const core::SlotKey& key) {
    world.unanswered_slots.insert(key);
    if (world.on_site_change) world.on_site_change();
}

bool knows(const core::Task& task, const std::string& snapshot_id) {
    const auto same = [&](const core::Extra& extra) { return extra.snapshot_id == snapshot_id; };
    return task.snapshot_id == snapshot_id || std::any_of(task.extras.begin(), task.extras.end(), same);
}

awaitable<void> wait(Site& site, core::Millis pause) {
    const core::SteadyTime until = site.world.clock.steady_now() + pause;
    while (!site.world.stopping && site.world.clock.steady_now() < until) {
        const bool rung = co_await site.adoption->wait_until(until);
        (void)rung;
    }
}

// A listing that is to be adopted with care starts from the cloud's present.
awaitable<bool> learn_cloud_time(Site& site) {
    while (!site.world.stopping && !site.world.cloud_now()) {
        const core::Error* error = site.cloud.last_error();
        site.waits_for = error != nullptr ? core::describe(*error) : "the first answer";
        const bool rung = co_await site.adoption->wait_until(site.world.clock.steady_now() + pause_after_failure);
        (void)rung;
    }
    co_return !site.world.stopping;
}

awaitable<void> wait_while_unused(Site& site) {
    while (!site.world.stopping && !site.unused.empty()) {
        const bool rung = co_await site.adoption->wait_until(core::never);
        (void)rung;
    }
}

awaitable<bool> list_until_complete(Site& site) {
    while (!site.world.stopping) {
        co_await wait_while_unused(site);
        if (site.world.stopping) break;
        const bool complete = co_await list_and_digest(site, list_from(site));
        if (complete) co_return true;
        co_await wait(site, pause_after_failure);
    }
    co_return false;
}

// An older or lost ledger does not know the sends that were under way: as with a suspect, absence counts only after
// twice the settle time. A first start, before which nothing was sent, need not wait that long.
awaitable<bool> look_again(Site& site) {
    World& world = site.world;
    site.waits_for = "another listing, since the ledger may lack what was made here";
    if (!site.ours_listed && site.first_start_after) {
        co_await wait(site, *site.first_start_after);
        const bool complete = co_await list_until_complete(site);
        if (!complete || !site.ours_listed) co_return complete;
    }
    const core::Millis settle = site.lag.settle_time();
    const core::SteadyTime until = world.started + settle * 2;
    while (!world.stopping && site.adoption_listed < until) {
        const auto left = std::chrono::duration_cast<core::Millis>(until - world.clock.steady_now());
        co_await wait(site, std::clamp(left, core::Millis{0}, settle));
        const bool complete = co_await list_until_complete(site);
        if (!complete) co_return false;
    }
    co_return !world.stopping;
}

// What earlier starts had sent may still take effect, and no suspect of this ledger watches for it.
awaitable<void> adopt_late_effects(Site& site) {
    const core::SteadyTime over = site.world.started + core::suspect_horizon;
    const auto left = std::chrono::duration_cast<core::Millis>(over - site.world.clock.steady_now());
    co_await wait(site, std::max(core::Millis{0}, left));
    const bool complete = co_await list_until_complete(site);
    if (!complete) co_return;
    site.unadopted_since.reset();
    site.listing_adopted = false;
    remember(site);
}

// A ledger in which no slot was ever opened may be one that an earlier start made in place of a lost one and did not
// come to fill: there a usual lag is not enough.
std::optional<core::Millis> first_start_after(const Site& site, const ports::SiteMemory* memory) {
    const World& world = site.world;
    const bool rewritten = !world.ledger_current && world.last_commit.has_value();
    if (rewritten) return std::nullopt;
    if (memory == nullptr) return core::ListingLag::least;
    if (world.next_slot_id == 1) return site.lag.settle_time();
    return std::nullopt;
}

// Nothing of a task is older than its slot, but for what clocks may differ.
ListingReach reach_of(const Site& site, core::WallTime from) {
    const auto is_reached = [&site, from](core::TaskId id) {
        const core::Slot& slot = *site.world.slots.find(site.board.find(id)->slot_id);
        return from + core::ClockTrust::tolerance <= std::min(slot.opened_at, core::WallTime{slot.key.instant});
    };
    const bool all =
        std::ranges::all_of(site.board.suspect(), is_reached) && std::ranges::all_of(site.board.followed(), is_reached);
    return all ? ListingReach::all_watched : ListingReach::part;
}

}  // namespace

awaitable<bool> list_and_digest(Site& site, core::WallTime from) {
    ports::SnapshotQuery query;
    query.created_from = from;
    auto listing = co_await site.cloud.snapshots(std::move(query), CallTurn::listing);
    if (listing.has_error()) {
        site.waits_for = core::describe(listing.error());
        co_return false;
    }
    for (const core::Snapshot& snapshot : listing.value().items)
        if (core::our_stamp(snapshot, site.world.owner)) site.ours_listed = true;
    const core::SteadyTime started = listing.value().started;
    site.adoption_listed = started;
    const bool complete = co_await digest(site, std::move(listing.value()), reach_of(site, from));
    if (complete) {
        site.listed_from = from;
        site.listed_at = started;
        if (site.adopted) site.waits_for.clear();
    }
    co_return complete;
}

void recall(Site& site, const ports::SiteMemory* memory) {
    const World& world = site.world;
    if (memory != nullptr) {
        if (memory->longest_listing_lag > core::Millis{0}) site.lag = core::ListingLag{memory->longest_listing_lag};
        site.stamp_differs = memory->stamp_differs;
        site.unadopted_since = memory->unadopted_since;
        site.listing_adopted = memory->listing_adopted;
        recall_limits(site, *memory);
    }
    // The sends that this ledger does not know of are older than the start that adopted what they had made: another
    // start, minutes later, has nothing to wait for.
    const bool adopted_before = !site.unadopted_since || site.listing_adopted;
    if (world.ledger_current && memory != nullptr && adopted_before) return;
    site.listing_adopted = false;
    site.first_start_after = first_start_after(site, memory);
    const core::WallTime since = lacking_since(world);
    site.unadopted_since = std::min(since, site.unadopted_since.value_or(since));
    remember(site);
}

void forget_adoption(World& world, ports::SiteMemory memory) {
    const core::WallTime since = lacking_since(world);
    memory.unadopted_since = std::min(since, memory.unadopted_since.value_or(since));
    memory.listing_adopted = false;
    world.writer.store(std::move(memory));
}

awaitable<bool> claim(Site& site, Unclaimed unclaimed, core::SteadyTime listed_at) {
    ports::TaskIdentity identity;
    identity.slot = unclaimed.stamp.slot;
    identity.site = *site.id;
    identity.desktop_id = unclaimed.snapshot.desktop_id;
    identity.disk = unclaimed.snapshot.disk;
    if (site.world.opening.contains(identity.slot)) co_return false;  // its tasks are on their way
    auto found = co_await site.world.ledger.find_task(identity);
    if (found.has_error()) co_return false;
    auto slot = co_await site.world.ledger.find_slot(identity.slot);
    if (slot.has_error() || site.world.opening.contains(identity.slot)) co_return false;
    if (is_unanswered(site.world, slot.value())) {
        ask_for_slot(site.world, identity.slot);
        co_return false;
    }
    // While the ledger was asked, the slot may have been opened or joined, or another snapshot of the task adopted.
    if (const auto id = task_by_stamp(site, unclaimed.snapshot, unclaimed.stamp)) {
        const core::Task& task = *site.board.find(*id);
        // It waits for its answer and looks at nothing else: what is there already must be shown again.
        if (task.state == core::TaskState::intended && task.on_wire) co_return false;
        tell_of(site, *id, unclaimed, listed_at);
    } else if (const auto& task = found.value()) {
        // A FAILED one beside the task's own is an earlier attempt, nothing that anybody has to remove.
        const bool failed = unclaimed.snapshot.status == core::SnapshotStatus::failed;
        if (!failed && !knows(*task, unclaimed.snapshot.id)) enter_extra(site, *task, unclaimed);
        site.settled_elsewhere.insert(unclaimed.snapshot.id);
    } else {
        adopt_as_new(site, unclaimed, std::move(slot.value()), listed_at);
    }
    co_return true;
}

awaitable<void> adopt_at_start(Site& site) {
    World& world = site.world;
    if (site.unadopted_since) {
        const bool known = co_await learn_cloud_time(site);
        if (!known) co_return;
    }
    bool complete = co_await list_until_complete(site);
    if (!complete) co_return;
    if (site.unadopted_since && !site.listing_adopted) {
        complete = co_await look_again(site);
        if (!complete) co_return;
        site.listing_adopted = true;
        remember(site);
    }
    site.adopted = true;
    site.looking_back->ring();
    site.waits_for.clear();
    site.completion->ring();
    ask_all_again(site);
    if (world.on_site_change) world.on_site_change();
    if (site.unadopted_since) co_await adopt_late_effects(site);
}

}  // namespace ecdsnap::engine
