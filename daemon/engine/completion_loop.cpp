// Follows accepted snapshots and looks out for lost ones by listing whole time ranges of the site: one listing for all
// of them, not a call for each. Snapshots that take long are asked for by id, so that the range stays short.
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
// Suspects of settled tasks are looked for this often while their effect may still be on its way, later more seldom.
constexpr core::Millis young_suspect_pause = std::chrono::seconds{15};
constexpr core::Millis old_suspect_pause = std::chrono::minutes{2};
constexpr core::Millis young_suspect = std::chrono::minutes{2};
constexpr core::Millis straggler_after = std::chrono::minutes{30};
constexpr std::size_t most_stragglers = 20;  // more are cheaper to list as a range
// Our clock against the cloud's (2 minutes at most while trusted), and the second that creation times are cut to.
constexpr core::Millis range_margin = std::chrono::minutes{5};

struct Watch {
    std::vector<core::TaskId> stragglers;    // to be asked for one by one
    std::optional<core::SteadyTime> oldest;  // the range has to reach back to this moment
    bool anything = false;
    core::Millis pause = longest_pause;
};

void reach_back(Watch& watch, core::SteadyTime moment) {
    watch.oldest = std::min(watch.oldest.value_or(core::SteadyTime::max()), moment);
}

// What is watched now, and how soon to look again.
Watch plan_watch(const Site& site) {
    const core::SteadyTime now = site.world.clock.steady_now();
    Watch watch;
    for (const core::TaskId id : site.board.followed()) {
        const core::Task& task = *site.board.find(id);
        watch.anything = true;
        watch.pause = shortest_pause;
        if (now - task.accepted_steady > straggler_after)
            watch.stragglers.push_back(id);
        else
            reach_back(watch, task.accepted_steady);
    }
    if (watch.stragglers.size() > most_stragglers) {
        for (const core::TaskId id : watch.stragglers)
            reach_back(watch, site.board.find(id)->accepted_steady);
        watch.stragglers.clear();
    }
    for (const core::TaskId id : site.board.suspect()) {
        for (const core::Suspect& suspect : site.board.find(id)->suspects) {
            watch.anything = true;
            const core::Millis wish = now - suspect.left_by < young_suspect ? young_suspect_pause : old_suspect_pause;
            watch.pause = std::min(watch.pause, wish);
            reach_back(watch, suspect.left_by);
        }
    }
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

awaitable<void> ask_for_stragglers(Site& site, std::vector<core::TaskId> stragglers) {
    for (const core::TaskId id : stragglers) {
        const core::Task* task = site.board.find(id);
        if (task == nullptr || task->state != core::TaskState::followed || site.world.stopping) continue;
        ports::SnapshotQuery query;
        query.snapshot_id = task->snapshot_id;
        auto listing = co_await site.cloud.snapshots(std::move(query), CallTurn::listing);
        if (listing.has_error() || site.board.find(id) == nullptr) continue;
        Claims claims = claims_of(site, listing.value().items);
        core::Listed listed;
        listed.started = listing.value().started;
        listed.sightings = std::move(claims.sightings[id]);
        const core::TaskEvent event = std::move(listed);
        tell(site, id, event);
    }
}

awaitable<void> wait(Site& site, core::SteadyTime until) {
    while (!site.world.stopping && site.world.clock.steady_now() < until) {
        const bool rung = co_await site.completion->wait_until(until);
        (void)rung;  // new work does not shorten the pause: one listing serves all of it
    }
}

}  // namespace

awaitable<void> digest(Site& site, Listing<core::Snapshot> listing, core::WallTime covers_from) {
    Claims claims = claims_of(site, listing.items);
    const core::SteadyTime now = site.world.clock.steady_now();
    const core::WallTime wall = site.world.clock.wall_now();
    // Tasks that the range covers are told also when nothing of theirs was listed: that is news for them.
    std::vector<core::TaskId> covered;
    for (const core::TaskId id : site.board.followed()) {
        const core::Task& task = *site.board.find(id);
        if (wall - std::chrono::duration_cast<core::Millis>(now - task.accepted_steady) >= covers_from)
            covered.push_back(id);
    }
    for (const core::TaskId id : covered)
        claims.sightings.try_emplace(id);
    measure_lag(site, claims, listing.started);
    for (auto& [id, sightings] : claims.sightings) {
        const core::Task* task = site.board.find(id);
        if (task == nullptr) continue;
        core::Listed listed;
        listed.started = listing.started;
        listed.sightings = std::move(sightings);
        listed.witness = claims.witness;
        const core::TaskEvent event = std::move(listed);
        tell(site, id, event);
    }
    for (Unclaimed& unclaimed : claims.unclaimed) {
        if (site.settled_elsewhere.contains(unclaimed.snapshot.id)) continue;
        co_await claim(site, std::move(unclaimed), listing.started);
    }
}

awaitable<void> completion_loop(Site& site) {
    World& world = site.world;
    while (!world.stopping) {
        Watch watch = plan_watch(site);
        if (!watch.anything || !site.adopted) {
            const bool rung = co_await site.completion->wait_until(core::never);
            (void)rung;
            if (!world.stopping) co_await wait(site, world.clock.steady_now() + shortest_pause);
            continue;
        }
        const core::SteadyTime started = world.clock.steady_now();
        std::optional<core::Millis> remaining;
        if (watch.oldest) {
            const core::WallTime from = world.clock.wall_now() -
                                        std::chrono::duration_cast<core::Millis>(started - *watch.oldest) -
                                        range_margin;
            ports::SnapshotQuery query;
            query.created_from = from;
            auto listing = co_await site.cloud.snapshots(std::move(query), CallTurn::listing);
            if (listing.has_value()) {
                remaining = soonest_end(listing.value().items);
                co_await digest(site, std::move(listing.value()), from);
            }
        }
        co_await ask_for_stragglers(site, std::move(watch.stragglers));
        const auto took = std::chrono::duration_cast<core::Millis>(world.clock.steady_now() - started);
        co_await wait(site, world.clock.steady_now() + pause_after(watch, took, remaining));
    }
}

}  // namespace ecdsnap::engine
