#include "engine/figures.hpp"

#include "engine/site.hpp"

#include <algorithm>

namespace ecdsnap::engine {
namespace {

constexpr core::Millis ask_again_after = std::chrono::minutes{1};

void take_up(World& world, Sites& sites, const ports::LedgerFigures& past) {
    for (const ports::VerifiedDisk& disk : past.verified) {
        const auto home = std::ranges::find_if(sites, [&](const auto& site) { return *site->id == *disk.site; });
        if (home != sites.end()) (*home)->verified.note(disk.desktop_id, disk.disk, disk.made_at);
    }
    for (const auto& [policy, end] : past.last_ends)
        world.figures.last_ends.emplace(policy, end);  // what this run has seen is newer
    world.figures.extras_before = past.extras - std::min(past.extras, world.figures.snapshots.extra);
    for (const ports::ExcusedDisk& disk : past.excused)
        world.figures.excused.excuse(disk.policy, disk.desktop_id, disk.disk);
    world.figures.known_since = past.known_since;
    world.figures.past_known = true;
}

// For a second. Short: a stop does not ring here.
boost::asio::awaitable<void> pause_briefly(World& world, ports::Alarm& alarm) {
    const bool rung = co_await alarm.wait_until(world.clock.steady_now() + std::chrono::seconds{1});
    (void)rung;
}

// An earlier run's clock may have been ahead. Until this one's is trusted nobody can say.
boost::asio::awaitable<void> forget_what_lies_ahead(World& world, Sites& sites, ports::Alarm& alarm) {
    while (!world.clock_trusted()) {
        if (world.stopping) co_return;
        co_await pause_briefly(world, alarm);
    }
    for (const auto& site : sites)
        site->verified.forget_after(world.clock.wall_now() + core::ClockTrust::tolerance);
}

}  // namespace

void count_ending(Site& site, const core::Task& task, const core::Slot& slot) {
    Figures& figures = site.world.figures;
    figures.tasks.ended(slot.key.policy, task.outcome, task.reason);
    figures.excused.ended(slot.key.policy, task.desktop_id, task.disk, task.outcome, task.reason);
    if (task.outcome == core::Outcome::done)
        site.verified.note(task.desktop_id, task.disk, task.accepted_at, site.world.clock.wall_now());
    if (slot.counts.unsettled() == 0) figures.last_ends[slot.key.policy] = task.settled_at;
}

void count_notes(Figures& figures, const core::TaskAnswer& answer) {
    core::SnapshotTally& tally = figures.snapshots;
    const auto count = [&](core::TaskNote note, std::uint64_t& counter) {
        if (answer.has(note)) ++counter;
    };
    count(core::TaskNote::accepted, tally.accepted);
    count(core::TaskNote::suspect_found, tally.accepted);
    count(core::TaskNote::adopted, tally.accepted);
    count(core::TaskNote::done, tally.accomplished);
    count(core::TaskNote::snapshot_failed, tally.failed);
    count(core::TaskNote::vanished, tally.vanished);
    count(core::TaskNote::suspect_made, tally.lost);
    tally.extra += answer.new_extras;
}

boost::asio::awaitable<void> recall_figures(World& world, Sites& sites) {
    const auto alarm = world.clock.make_alarm();
    while (!world.stopping) {
        const auto past = co_await world.ledger.figures();
        if (past.has_value()) {
            take_up(world, sites, past.value());
            co_return co_await forget_what_lies_ahead(world, sites, *alarm);
        }
        const core::SteadyTime again = world.clock.steady_now() + ask_again_after;
        while (!world.stopping && world.clock.steady_now() < again)
            co_await pause_briefly(world, *alarm);
    }
}

}  // namespace ecdsnap::engine
