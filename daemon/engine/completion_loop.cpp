// Follows accepted snapshots and looks out for lost ones by listing whole time ranges of the site: one listing for all
// of them, not a call for each. Snapshots that take long are asked for by id, so that the range stays short; so is what
// the range does not show, since only that proves a snapshot gone: a range rests on clocks.
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

constexpr core::Millis shortest_pause = std::chrono::seconds{2};
constexpr core::Millis longest_pause = std::chrono::seconds{60};
// What has taken long may take as long again: its end is noticed at most a tenth of its time late.
constexpr core::Millis::rep part_of_age = 10;
// Suspects of settled tasks are looked for this often while their effect may still be on its way, later more seldom.
constexpr core::Millis young_suspect_pause = std::chrono::seconds{15};
constexpr core::Millis old_suspect_pause = std::chrono::minutes{2};
constexpr core::Millis young_suspect = std::chrono::minutes{2};
// With nothing to watch, this often: another daemon of our owner, or a late effect, shows there.
constexpr core::Millis patrol_every = std::chrono::minutes{15};
constexpr core::Millis longest_gap = std::chrono::days{7};
constexpr core::Millis straggler_after = std::chrono::minutes{30};
constexpr core::Millis unseen_after = std::chrono::minutes{1};
constexpr std::size_t most_asked = 20;  // at once, by id
// For the second that creation times are cut to, and an acceptance that took its time.
constexpr core::Millis range_margin = std::chrono::minutes{5};

struct Watch {
    std::vector<core::TaskId> one_by_one;  // to be asked for by id, ascending
    std::optional<core::Millis> reach;     // how far back the range has to go
    bool anything = false;
    core::Millis pause = old_suspect_pause;
};

void reach_back(Watch& watch, core::Millis age) {
    watch.reach = std::max(watch.reach.value_or(core::Millis{0}), age);
}

// Since the snapshot was accepted. After a restart only the wall clock of that time tells; it may have been wrong, so
// it is believed no further than a snapshot is followed.
core::Millis age_of(const Site& site, const core::Task& task) {
    World& world = site.world;
    const auto by_steady = std::chrono::duration_cast<core::Millis>(world.clock.steady_now() - task.accepted_steady);
    if (task.accepted_steady != world.started) return by_steady;
    const core::Millis by_wall = world.cloud_now().value_or(world.clock.wall_now()) - task.accepted_at;
    return std::clamp(by_wall, by_steady, std::max(by_steady, world.slots.find(task.slot_id)->rules.completion));
}

// What the other one has sent may turn up here, and no suspect of ours watches for it.
void watch_second_daemon(const Site& site, Watch& watch) {
    if (!site.world.second_daemon()) return;
    watch.anything = true;
    reach_back(watch, core::suspect_horizon);
}

// What is watched now, and how soon to look again.
Watch plan_watch(const Site& site) {
    const core::SteadyTime now = site.world.clock.steady_now();
    Watch watch;
    std::vector<core::TaskId> old;
    for (const core::TaskId id : site.board.followed()) {
        const core::Task& task = *site.board.find(id);
        watch.anything = true;
        const core::Millis age = age_of(site, task);
        watch.pause = std::min(watch.pause, std::clamp(age / part_of_age, shortest_pause, longest_pause));
        const bool straggler = age > straggler_after;
        if (straggler) old.push_back(id);
        if (straggler || now - std::max(task.last_seen, task.accepted_steady) > unseen_after)
            watch.one_by_one.push_back(id);
        if (!straggler) reach_back(watch, age);
    }
    // Many are cheaper to list as a range.
    if (old.size() > most_asked)
        for (const core::TaskId id : old)
            reach_back(watch, age_of(site, *site.board.find(id)));
    for (const core::TaskId id : site.board.suspect()) {
        for (const core::Suspect& suspect : site.board.find(id)->suspects) {
            watch.anything = true;
            const core::Millis wish = now - suspect.left_by < young_suspect ? young_suspect_pause : old_suspect_pause;
            watch.pause = std::min(watch.pause, wish);
            reach_back(watch, std::chrono::duration_cast<core::Millis>(now - suspect.left_by));
        }
    }
    watch_second_daemon(site, watch);
    return watch;
}

// Reading must stay cheap: a listing of many pages is not begun again before four times its length.
core::Millis pause_after(const Watch& watch, core::Millis took, std::optional<core::Millis> soonest_end) {
    core::Millis pause = watch.pause;
    if (soonest_end) pause = std::max(pause, std::min(*soonest_end / 2, longest_pause));
    return std::max(pause, std::min(took * 4, longest_pause));
}

// The soonest end that the service names (RemainTime); nullopt while something is about to end or nothing is known.
std::optional<core::Millis> soonest_end(const std::vector<core::Snapshot>& snapshots) {
    std::optional<core::Millis> soonest;
    for (const core::Snapshot& snapshot : snapshots) {
        if (snapshot.status != core::SnapshotStatus::progressing) continue;
        if (snapshot.remain_seconds < 0) return std::nullopt;
        const core::Millis remain = std::chrono::seconds{snapshot.remain_seconds};
        soonest = std::min(soonest.value_or(remain), remain);
    }
    return soonest;
}

// The next ones after those that were asked for last, so that each has its turn.
std::vector<core::TaskId> next_to_ask(const Watch& watch, core::TaskId last_asked) {
    std::vector<core::TaskId> ids = watch.one_by_one;
    std::rotate(ids.begin(), std::upper_bound(ids.begin(), ids.end(), last_asked), ids.end());
    if (ids.size() > most_asked) ids.resize(most_asked);
    return ids;
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

awaitable<void> wait(Site& site, core::SteadyTime until) {
    while (!site.world.stopping && site.world.clock.steady_now() < until) {
        const bool rung = co_await site.completion->wait_until(until);
        (void)rung;  // new work does not shorten the pause: one listing serves all of it
    }
}

}  // namespace

awaitable<bool> digest(Site& site, Listing<core::Snapshot> listing) {
    Claims claims = claims_of(site, listing.items);
    // That a fresh one is not listed yet tells how long listings lag.
    for (const core::TaskId id : site.board.followed())
        if (site.board.find(id)->lag_measurable) claims.sightings.try_emplace(id);
    measure_lag(site, claims, listing.started);
    // That a suspect is not listed is news for a task that only waits for it.
    for (const core::TaskId id : site.board.suspect())
        if (core::sends_no_more(*site.board.find(id))) claims.sightings.try_emplace(id);
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
        listed.coverage = core::Listed::Coverage::recent;
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
    remaining = soonest_end(listing.value().items);
    co_return co_await digest(site, std::move(listing.value()));
}

awaitable<void> completion_loop(Site& site) {
    World& world = site.world;
    core::SteadyTime covered = covered_at_start(site);  // start of the last listing that succeeded
    core::SteadyTime patrol = world.clock.steady_now() + patrol_every;
    while (!world.stopping) {
        Watch watch = plan_watch(site);
        if (!watch.anything || !site.adopted) {
            const bool rung = co_await site.completion->wait_until(patrol);
            if (rung && !world.stopping) co_await wait(site, world.clock.steady_now() + shortest_pause);
            if (rung || world.stopping) continue;
        }
        const core::SteadyTime started = world.clock.steady_now();
        patrol = started + patrol_every;
        std::optional<core::Millis> remaining;
        if (watch.reach || started - covered >= patrol_every) {
            // No gap between listings, in which something might come that nobody watches for.
            reach_back(watch, std::min(std::chrono::duration_cast<core::Millis>(started - covered), longest_gap));
            const bool listed = co_await list_range(site, *watch.reach, remaining);
            if (listed) covered = started;
        }
        auto to_ask = next_to_ask(watch, site.last_asked);
        co_await ask_one_by_one(site, std::move(to_ask), started);
        const auto took = std::chrono::duration_cast<core::Millis>(world.clock.steady_now() - started);
        co_await wait(site, world.clock.steady_now() + pause_after(watch, took, remaining));
    }
}

}  // namespace ecdsnap::engine
