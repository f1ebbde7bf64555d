#include "engine/waking.hpp"

#include "engine/disk_turn.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>
#include <utility>

namespace ecdsnap::engine {
namespace {

constexpr std::array disks{core::DiskKind::system, core::DiskKind::data};

// A task whose turn comes later than that has its desktop woken again: a policy that spreads its tasks over hours would
// keep the fleet awake for as long.
constexpr core::Millis worth_staying_awake = std::chrono::minutes{15};

bool by_a_persons_word(core::Reason hold) {
    return hold == core::Reason::paused || hold == core::Reason::observed || hold == core::Reason::not_approved;
}

bool unfinished(const Site& site, const core::Task& task) {
    if (!task.suspects.empty()) return true;
    if (task.state != core::TaskState::due) return task.state != core::TaskState::settled;
    if (task.not_before > site.world.clock.steady_now() + worth_staying_awake) return false;
    const auto hold = hold_of_task(site, task, *site.world.slots.find(task.slot_id));
    return !hold || !by_a_persons_word(*hold);
}

bool could_be_sent(const Site& site, const core::Task& task, const core::Slot& slot) {
    const World& world = site.world;
    if (site.at_work.contains(task.id) || hold_of_task(site, task, slot) || !disk_is_free(site, task, slot))
        return false;
    return slot.window_end - world.clock.wall_now() >= core::least_left_of_window;
}

std::optional<core::WakeWish> wish_for(const Site& site, core::TaskId id) {
    const core::Task& task = *site.board.find(id);
    const core::Slot& slot = *site.world.slots.find(task.slot_id);
    if (!could_be_sent(site, task, slot)) return std::nullopt;
    core::WakeWish wish;
    wish.desktop_id = task.desktop_id;
    wish.policy = slot.key.policy;
    wish.slot = slot.key.instant;
    wish.window_end = slot.window_end;
    return wish;
}

bool goes_first(const core::WakeWish& one, const core::WakeWish& other) {
    return std::tie(one.window_end, one.desktop_id, one.policy, one.slot) <
           std::tie(other.window_end, other.desktop_id, other.policy, other.slot);
}

core::Millis unwatched(const World& world) {
    if (!world.last_commit) return core::Millis{0};
    return std::max(core::Millis{0}, world.started_wall - *world.last_commit);
}

}  // namespace

core::OwnWake own_wake_of(const Site& site, std::string_view desktop_id) {
    const core::OpenWake* wake = site.wakes.find(desktop_id);
    if (wake == nullptr) return core::OwnWake::none;
    if (wake->record.state != core::WakeState::returning) return core::OwnWake::woken;
    const bool late = core::may_return_late(*wake, site.world.clock.steady_now());
    return late ? core::OwnWake::late_returning : core::OwnWake::returning;
}

void note_waking(Site& site, const core::Task& task) {
    const bool waits = task.state == core::TaskState::due && task.reason == core::Reason::waking;
    if (!waits)
        site.wake_waiters.erase(task.id);
    else if (site.wake_waiters.insert(task.id).second)
        site.waking->ring();
    if (task.state == core::TaskState::settled && site.wakes.find(task.desktop_id) != nullptr) site.waking->ring();
}

void ask_waiters_again(Site& site, const std::vector<std::string>& desktop_ids) {
    const std::set<std::string> meant(desktop_ids.begin(), desktop_ids.end());
    for (const auto* waiters : {&site.wake_waiters, &site.state_waiters})
        for (const core::TaskId id : *waiters)
            if (meant.contains(site.board.find(id)->desktop_id) && !site.at_work.contains(id))
                site.board.make_ready(id);
    site.dispatch->ring();
}

std::vector<core::WakeWish> wishes_of(const Site& site) {
    std::vector<core::WakeWish> wishes;
    if (site.world.stopping || !site.world.clock_trusted()) return wishes;
    for (const core::TaskId id : site.wake_waiters)
        if (auto wish = wish_for(site, id)) wishes.push_back(std::move(*wish));
    std::sort(wishes.begin(), wishes.end(), goes_first);
    return wishes;
}

std::optional<core::WakeWish> wish_of(const Site& site, const std::string& desktop_id) {
    std::optional<core::WakeWish> chosen;
    if (site.world.stopping || !site.world.clock_trusted()) return chosen;
    const core::OpenWake* wake = site.wakes.find(desktop_id);
    for (const core::DiskKind disk : disks)
        for (const core::TaskId id : site.board.of_disk(desktop_id, disk)) {
            auto wish = site.wake_waiters.contains(id) ? wish_for(site, id) : std::nullopt;
            if (!wish) continue;
            if (wake != nullptr && wish->slot == wake->record.slot && wish->policy == wake->record.policy) return wish;
            if (!chosen || goes_first(*wish, *chosen)) chosen = std::move(wish);
        }
    return chosen;
}

bool wanted_awake(const Site& site, std::string_view desktop_id) {
    for (const core::DiskKind disk : disks)
        for (const core::TaskId id : site.board.of_disk(desktop_id, disk))
            if (unfinished(site, *site.board.find(id))) return true;
    return false;
}

void note_wanted(Site& site) {
    if (site.wakes.empty()) return;
    const core::SteadyTime now = site.world.clock.steady_now();
    for (const auto& [id, wake] : site.wakes.open()) {
        core::OpenWake& open = *site.wakes.find(id);
        const auto wish = wish_of(site, id);
        core::want(open, wanted_awake(site, id), now);
        core::want_for(open, wish ? &*wish : nullptr);
    }
}

void see_listed(Site& site, const std::vector<std::string>& desktop_ids, core::SteadyTime listed) {
    std::vector<core::OpenWake*> slept;
    for (const std::string& id : desktop_ids) {
        core::OpenWake* wake = site.wakes.find(id);
        if (wake == nullptr || wake->record.state != core::WakeState::woken) continue;
        const core::Desktop* desktop = site.inventory.find(id);
        if (desktop != nullptr && desktop->status == core::DesktopStatus::hibernated) slept.push_back(wake);
    }
    if (slept.empty()) return;
    note_wanted(site);
    const World& world = site.world;
    for (core::OpenWake* wake : slept) {
        const core::WakeSighting sighting = core::sighting_of(site.inventory.find(wake->record.desktop_id), listed);
        if (core::see(*wake, sighting, world.clock.steady_now(), world.clock.wall_now())) keep(site, *wake);
    }
    site.waking->ring();
}

void see_all_listed(Site& site, core::SteadyTime listed) {
    std::vector<std::string> ids;
    for (const auto& [id, wake] : site.wakes.open())
        ids.push_back(id);
    see_listed(site, ids, listed);
}

void keep(Site& site, const core::OpenWake& wake) {
    site.world.writer.store(wake.record);
}

void recall_wakes(World& world, Sites& sites, std::vector<core::Wake> wakes) {
    std::map<std::string, std::vector<std::string>> left;  // by site
    for (core::Wake& wake : wakes) {
        const auto home =
            std::find_if(sites.begin(), sites.end(), [&](const auto& site) { return *site->id == wake.site; });
        if (home != sites.end() && world.ledger_current) {
            (*home)->wakes.recall(std::move(wake), world.started, unwatched(world));
            continue;
        }
        left[core::text(wake.site)].push_back(wake.desktop_id);
        wake.state = core::WakeState::over;
        wake.ending = core::WakeEnding::unsure;
        wake.ended = world.started_wall;
        world.writer.store(std::move(wake));
    }
    const std::string why =
        world.ledger_current ? "its site is no longer configured" : "the ledger is not what the last run left";
    for (const auto& [site, desktop_ids] : left)
        report_left_awake(world, site, core::WakeEnding::unsure, why, desktop_ids);
}

}  // namespace ecdsnap::engine
