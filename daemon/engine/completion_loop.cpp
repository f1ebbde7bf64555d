// Follows accepted snapshots and looks out for lost ones by listing whole time ranges of the site: one listing for all
// of them, not a call for each. Snapshots that take long are asked for by id, so that the range stays short; so is what
// the range does not show, since only that proves a snapshot gone: a range rests on clocks.
#include "core/poll/poll_plan.hpp"
#include "core/task/task_machine.hpp"
#include "core/text/utc_text.hpp"
#include "engine/adoption.hpp"
#include "engine/sightings_of.hpp"
#include "engine/site.hpp"

#include <algorithm>
#include <utility>

namespace ecdsnap::engine {
namespace {

using boost::asio::awaitable;

// What rings shortly after each other is served by one listing.
constexpr core::Millis shortest_pause = std::chrono::seconds{2};
// With nothing to watch, this often: another daemon of our owner, or a late effect, shows there.
constexpr core::Millis patrol_every = std::chrono::minutes{15};
constexpr core::Millis longest_gap = std::chrono::days{7};
// For the second that creation times are cut to, and an acceptance that took its time.
constexpr core::Millis range_margin = std::chrono::minutes{5};

// Since the snapshot was accepted. After a restart only the wall clock of that time tells; it may have been wrong, so
// it is believed no further than a snapshot is followed.
core::Millis age_of(const Site& site, const core::Task& task) {
    World& world = site.world;
    const auto by_steady = std::chrono::duration_cast<core::Millis>(world.clock.steady_now() - task.accepted_steady);
    if (task.accepted_steady != world.started) return by_steady;
    const core::Millis by_wall = world.cloud_now().value_or(world.clock.wall_now()) - task.accepted_at;
    return std::clamp(by_wall, by_steady, std::max(by_steady, world.slots.find(task.slot_id)->rules.completion));
}

core::PollNeeds needs_of(const Site& site) {
    const core::SteadyTime now = site.world.clock.steady_now();
    const auto since = [now](core::SteadyTime then) { return std::chrono::duration_cast<core::Millis>(now - then); };
    core::PollNeeds needs;
    for (const core::TaskId id : site.board.followed()) {
        const core::Task& task = *site.board.find(id);
        needs.followed.push_back({id, age_of(site, task), since(std::max(task.last_seen, task.accepted_steady))});
    }
    for (const core::TaskId id : site.board.suspect())
        for (const core::Suspect& suspect : site.board.find(id)->suspects)
            needs.suspects.push_back(since(suspect.left_by));
    // No suspect of ours watches for what the other one has sent.
    if (site.world.second_daemon()) needs.foreign = core::suspect_horizon;
    return needs;
}

// What the range has shown meanwhile is not asked for.
bool needs_asking(const Site& site, core::TaskId id, core::SteadyTime since) {
    const core::Task* task = site.board.find(id);
    return task != nullptr && task->state == core::TaskState::followed && task->last_seen < since &&
           !site.world.stopping;
}

awaitable<void> ask_one_by_one(Site& site, std::vector<core::TaskId> ids, core::SteadyTime since) {
    for (const core::TaskId id : ids) {
        site.last_asked = id;
        if (!needs_asking(site, id, since)) continue;
        const core::Task* task = site.board.find(id);
        ports::SnapshotQuery query;
        query.snapshot_id = task->snapshot_id;
        auto listing = co_await site.cloud.snapshots(std::move(query), CallTurn::listing);
        if (listing.has_error() || site.board.find(id) == nullptr) continue;
        Claims claims = claims_of(site, listing.value().items);
        core::Listed listed;
        listed.started = listing.value().started;
        listed.sightings = std::move(claims.sightings[id]);
        listed.coverage = core::Listed::Coverage::recorded;
        const core::TaskEvent event = std::move(listed);
        tell(site, id, event);
    }
}

int rank(core::SnapshotStatus status) {
    if (status == core::SnapshotStatus::accomplished) return 0;
    return status == core::SnapshotStatus::failed ? 2 : 1;
}

// An earlier start may have sent what no listing has shown yet; nothing of a task is older than its slot. The clock may
// have been wrong when that was opened: it is believed for a week.
core::SteadyTime covered_at_start(const Site& site) {
    World& world = site.world;
    const core::WallTime now = world.cloud_now().value_or(world.clock.wall_now());
    core::Millis gap{0};
    for (const core::TaskId id : site.board.suspect()) {
        const core::Slot& slot = *world.slots.find(site.board.find(id)->slot_id);
        gap = std::max({gap, now - slot.opened_at, now - core::WallTime{slot.key.instant}});
    }
    return world.clock.steady_now() - std::min(gap, core::Millis{longest_gap});
}

void add_absent(const Site& site, Claims& claims) {
    // That a fresh one is not listed yet tells how long listings lag.
    for (const core::TaskId id : site.board.followed())
        if (site.board.find(id)->lag_measurable) claims.sightings.try_emplace(id);
    // That a suspect is not listed is news for a task that only waits for it.
    for (const core::TaskId id : site.board.suspect())
        if (core::sends_no_more(*site.board.find(id))) claims.sightings.try_emplace(id);
}

awaitable<void> wait(Site& site, core::SteadyTime until) {
    while (!site.world.stopping && site.world.clock.steady_now() < until) {
        const bool rung = co_await site.completion->wait_until(until);
        (void)rung;  // new work does not shorten the pause: one listing serves all of it
    }
}

}  // namespace

awaitable<bool> digest(Site& site, Listing<core::Snapshot> listing, ListingReach reach) {
    Claims claims = claims_of(site, listing.items);
    if (reach == ListingReach::all_watched) add_absent(site, claims);
    measure_lag(site, claims, listing.started);
    bool all = true;
    for (auto& [id, sightings] : claims.sightings) {
        const core::Task* task = site.board.find(id);
        if (task == nullptr) continue;
        // It waits for its answer and looks at nothing else: what is there already must be shown again.
        const bool calls = task->state == core::TaskState::intended && task->on_wire;
        if (calls && !sightings.empty()) all = false;
        core::Listed listed;
        listed.started = listing.started;
        listed.sightings = std::move(sightings);
        listed.witness = claims.witness;
        listed.coverage =
            reach == ListingReach::all_watched ? core::Listed::Coverage::recent : core::Listed::Coverage::part;
        const core::TaskEvent event = std::move(listed);
        tell(site, id, event);
    }
    // What a task becomes by its first snapshot it should stay: the good ones come first.
    std::stable_sort(claims.unclaimed.begin(), claims.unclaimed.end(),
                     [](const Unclaimed& one, const Unclaimed& other) {
                         return rank(one.snapshot.status) < rank(other.snapshot.status);
                     });
    for (Unclaimed& unclaimed : claims.unclaimed) {
        if (site.settled_elsewhere.contains(unclaimed.snapshot.id)) continue;
        const bool claimed = co_await claim(site, std::move(unclaimed), listing.started);
        all = all && claimed;
    }
    co_return all;
}

// true: the site is listed from `reach` ago on, and everybody has been told.
awaitable<bool> list_range(Site& site, core::Millis reach, std::optional<core::Millis>& remaining) {
    const World& world = site.world;
    ports::SnapshotQuery query;
    query.created_from = world.cloud_now().value_or(world.clock.wall_now()) - reach - range_margin;
    auto listing = co_await site.cloud.snapshots(std::move(query), CallTurn::listing);
    if (listing.has_error()) co_return false;
    remaining = core::soonest_end(listing.value().items);
    co_return co_await digest(site, std::move(listing.value()), ListingReach::all_watched);
}

awaitable<void> completion_loop(Site& site) {
    World& world = site.world;
    core::SteadyTime covered = covered_at_start(site);  // start of the last listing that succeeded
    core::SteadyTime patrol = world.clock.steady_now() + patrol_every;
    while (!world.stopping) {
        if (!site.unused.empty()) {
            const bool rung = co_await site.completion->wait_until(world.clock.steady_now() + patrol_every);
            (void)rung;
            continue;
        }
        core::PollPlan plan = core::plan_poll(needs_of(site));
        if (!plan.anything || !site.adopted) {
            const bool rung = co_await site.completion->wait_until(patrol);
            if (rung && !world.stopping) co_await wait(site, world.clock.steady_now() + shortest_pause);
            if (rung || world.stopping) continue;
        }
        const core::SteadyTime started = world.clock.steady_now();
        patrol = started + patrol_every;
        std::optional<core::Millis> remaining;
        if (plan.reach || started - covered >= patrol_every) {
            // No gap between listings, in which something might come that nobody watches for.
            core::reach_back(plan, std::min(std::chrono::duration_cast<core::Millis>(started - covered), longest_gap));
            const bool listed = co_await list_range(site, *plan.reach, remaining);
            if (listed) covered = started;
        }
        auto to_ask = core::next_to_ask(plan, site.last_asked);
        co_await ask_one_by_one(site, std::move(to_ask), started);
        const auto took = std::chrono::duration_cast<core::Millis>(world.clock.steady_now() - started);
        co_await wait(site, world.clock.steady_now() + core::pause_after(plan, took, remaining));
    }
}

}  // namespace ecdsnap::engine
