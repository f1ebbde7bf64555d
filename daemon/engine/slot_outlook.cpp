#include "engine/slot_outlook.hpp"

#include "core/text/utc_text.hpp"
#include "engine/approvals.hpp"
#include "engine/task_reports.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

namespace ecdsnap::engine {
namespace {

constexpr core::Millis renewed_every = std::chrono::seconds{15};

// What the slots want of this site, the part of each that was sent included.
std::vector<core::OpenWork> work_of(const Site& site) {
    World& world = site.world;
    const core::SteadyTime now = world.clock.steady_now();
    std::map<std::int64_t, core::OpenWork> by_slot;
    for (const core::TaskId id : site.board.due_or_intended()) {
        const core::Task& task = *site.board.find(id);
        if (task.ending != core::Outcome::none) continue;  // only looks for its suspects
        core::OpenWork& work = by_slot[task.slot_id];
        ++work.unsent;
        work.spread_left = std::max(work.spread_left, std::chrono::ceil<core::Millis>(task.not_before - now));
    }
    std::vector<core::OpenWork> all;
    for (auto& [id, work] : by_slot) {
        const core::Slot& slot = *world.slots.find(id);
        if (waits_for_approval(world, slot)) continue;
        work.slot_id = id;
        work.window_left = slot.window_end - world.clock.wall_now();
        all.push_back(work);
    }
    return all;
}

double speed_of(Site& site) {
    site.speed.look(site.world.clock.steady_now(), site.creates, site.board.ready_count());
    const core::Pacing& pacing = site.cloud.gate().pacing();
    return site.speed.per_second().value_or(pacing.known_limit(core::CallKind::create));
}

void look_at(Site& site, std::map<std::int64_t, core::SlotOutlook>& outlooks) {
    const core::WallTime now = site.world.clock.wall_now();
    for (const core::WorkOutlook& work : core::look_ahead(work_of(site), speed_of(site))) {
        core::SlotOutlook& outlook = outlooks[work.slot_id];
        outlook.left_over += work.left_over;
        outlook.end = std::max(outlook.end, now + work.last_start + site.snapshot_takes);
    }
    for (const core::TaskId id : site.board.followed()) {
        core::SlotOutlook& outlook = outlooks[site.board.find(id)->slot_id];
        outlook.end = std::max(outlook.end, now + site.snapshot_takes);
    }
}

void report(World& world, const core::Slot& slot, core::WindowWatch::News news) {
    const bool too_short = news == core::WindowWatch::News::too_short;
    const std::string end = core::utc_text(slot.window_end);
    core::Event event = slot_event(
        too_short ? core::EventId::window_too_short : core::EventId::window_long_enough,
        too_short ? fmt::format("about {} of {} snapshots will not be started before the window ends at {}",
                                slot.outlook->left_over, slot.counts.tasks, end)
                  : fmt::format("all snapshots are expected to be started before the window ends at {}", end),
        slot);
    event.fields.push_back({"tasks", std::to_string(slot.counts.tasks)});
    if (too_short) event.fields.push_back({"count", std::to_string(slot.outlook->left_over)});
    event.fields.push_back({"until", end});
    world.events.emit(std::move(event));
}

}  // namespace

void renew_outlooks(World& world, Sites& sites) {
    const core::SteadyTime now = world.clock.steady_now();
    if (world.outlooks_at != core::SteadyTime{} && now - world.outlooks_at < renewed_every) return;
    world.outlooks_at = now;
    std::map<std::int64_t, core::SlotOutlook> outlooks;
    for (const auto& site : sites)
        look_at(*site, outlooks);
    for (auto& [id, slot] : world.slots.open()) {
        const auto outlook = outlooks.find(id);
        slot.outlook = outlook == outlooks.end() ? std::nullopt : std::optional(outlook->second);
        const std::uint64_t left_over = slot.outlook ? slot.outlook->left_over : 0;
        const auto news = world.window_watch.look(id, left_over, slot.counts.tasks);
        const bool over = world.clock.wall_now() > slot.window_end;  // what is left then is missed, and told as that
        if (news != core::WindowWatch::News::none && !over) report(world, slot, news);
    }
}

}  // namespace ecdsnap::engine
