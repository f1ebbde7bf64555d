// Wakes hibernated desktops that tasks wait for, and puts back to sleep those that it woke, once nothing of them is
// unfinished. Each record is durable before its call leaves, and each call is preceded by a reading of its desktops.
#include "engine/concurrency.hpp"
#include "engine/waking.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <utility>

namespace ecdsnap::engine {
namespace {

using boost::asio::awaitable;

constexpr core::Millis pause = std::chrono::seconds{5};
// How soon somebody who waits for a place, or for a site that refused, is looked at again.
constexpr core::Millis waiters_pause = std::chrono::seconds{15};
constexpr core::Millis busy_pause = std::chrono::minutes{2};
constexpr core::Millis hangs_after = std::chrono::hours{24};  // as `completion` has it
// How old a reading may be when the call that it allows leaves.
constexpr core::Millis fresh_for_wake = std::chrono::minutes{1};
constexpr core::Millis fresh_for_return = std::chrono::seconds{15};
constexpr std::size_t ids_per_read = 100;  // DescribeDesktops, DesktopId.N: 1–100
// Our clock may have been ahead of the cloud's by as much as it is trusted, when the desktop was woken.
constexpr core::Millis before_waking = core::ClockTrust::tolerance + std::chrono::minutes{3};

using Ids = std::vector<std::string>;
using Records = std::map<std::string, core::OpenWake>;

void take_in(Site& site, const Ids& asked, const Listing<core::Desktop>& listing) {
    const World& world = site.world;
    confirm_desktops(site, asked, listing);
    note_wanted(site);
    for (const std::string& id : asked) {
        core::OpenWake* wake = site.wakes.find(id);
        if (wake == nullptr) continue;
        const core::WakeSighting sighting = core::sighting_of(site.inventory.find(id), listing.started);
        if (core::see(*wake, sighting, world.clock.steady_now(), world.clock.wall_now())) keep(site, *wake);
    }
    ask_waiters_again(site, asked);
}

// The ones that were read.
awaitable<std::set<std::string>> read(Site& site, Ids ids) {
    std::set<std::string> done;
    for (std::size_t at = 0; at < ids.size() && !site.world.stopping; at += ids_per_read) {
        const auto some = std::span{ids}.subspan(at, std::min(ids_per_read, ids.size() - at));
        const Ids batch(some.begin(), some.end());
        Ids query = batch;
        auto listing = co_await site.cloud.desktops(std::move(query));
        if (listing.has_error()) break;  // told as a root cause; read again after the pause
        take_in(site, batch, listing.value());
        done.insert(batch.begin(), batch.end());
    }
    co_return done;
}

void take_back(Site& site, const Records& before, const Ids& ids) {
    World& world = site.world;
    for (const std::string& id : ids) {
        core::OpenWake& wake = *site.wakes.find(id);
        const core::OpenWake& was = before.at(id);
        core::withdraw(wake, was, world.clock.steady_now());
        if (was.record.calls == 0) core::end(wake, core::WakeEnding::slept_on, world.clock.wall_now());
        keep(site, wake);
    }
    ask_waiters_again(site, ids);
}

awaitable<bool> make_durable(Site& site, const Ids& ids, ports::Alarm& alarm) {
    std::vector<ports::LedgerChange> changes;
    for (const std::string& id : ids)
        changes.emplace_back(site.wakes.find(id)->record);
    const bool durable = co_await site.world.writer.commit(std::move(changes), alarm);
    co_return durable;
}

// Those of the ids for which the call may leave, at this moment; the others are taken out of it.
template <class May>
Ids still(Site& site, const Ids& ids, const Records& before, May may) {
    Ids kept;
    Ids dropped;
    for (const std::string& id : ids)
        (!site.world.stopping && may(id) ? kept : dropped).push_back(id);
    take_back(site, before, dropped);
    return kept;
}

std::optional<core::Error> failure_of(const core::Result<void>& result) {
    if (result.has_value()) return std::nullopt;
    return result.error();
}

void note_answer(Site& site, const Ids& ids, const core::Error* error) {
    const core::SteadyTime now = site.world.clock.steady_now();
    for (const std::string& id : ids) {
        core::OpenWake& wake = *site.wakes.find(id);
        core::answered(wake, error, ids.size(), now);
        keep(site, wake);
    }
    site.wakes.note_call(error, now);
    ask_waiters_again(site, ids);
}

// What a task says when it is missed for it.
void note_detail(Site& site, const Ids& ids, const core::Error* error) {
    const std::set<std::string> meant(ids.begin(), ids.end());
    const std::string code = error == nullptr ? "" : error->code.empty() ? core::text(error->kind) : error->code;
    for (const core::TaskId id : site.wake_waiters) {
        core::Task& task = *site.board.find(id);
        if (meant.contains(task.desktop_id)) task.detail = code.empty() ? "" : "WakeupDesktops: " + code;
    }
}

awaitable<void> wake(Site& site, Ids batch, ports::Alarm& alarm) {
    World& world = site.world;
    Records before;
    Ids ids;
    for (const std::string& id : batch) {
        const auto wish = wish_of(site, id);
        if (!wish) continue;
        core::OpenWake& open = *site.wakes.find(id);
        before.emplace(id, open);
        core::about_to_wake(open, *wish, world.clock.wall_now());
        ids.push_back(id);
    }
    if (ids.empty()) co_return;
    const bool durable = co_await make_durable(site, ids, alarm);
    if (!durable) co_return take_back(site, before, ids);
    co_await site.cloud.gate().permit(CallTurn::power, alarm);
    const core::SteadyTime now = world.clock.steady_now();
    ids = still(site, ids, before, [&](const std::string& id) {
        return wish_of(site, id) && now - before.at(id).seen->read <= fresh_for_wake;
    });
    if (ids.empty()) co_return;
    Ids query = ids;
    const auto result = co_await site.cloud.wake(std::move(query));
    const std::optional<core::Error> failure = failure_of(result);
    const core::Error* error = failure ? &*failure : nullptr;
    note_answer(site, ids, error);
    note_detail(site, ids, error);
    if (error == nullptr) report_woken(site, ids);
}

// One that has been in progress for a day hangs, and would keep its desktop awake for ever. While a task of ours
// follows it, that keeps the desktop awake by itself.
bool may_yet_end(const World& world, const core::Snapshot& snapshot) {
    const bool dated = snapshot.created != core::WallTime{};
    const bool hangs = dated && world.clock_trusted() && world.clock.wall_now() - snapshot.created > hangs_after;
    const bool in_progress =
        snapshot.status == core::SnapshotStatus::progressing || snapshot.status == core::SnapshotStatus::unknown;
    return in_progress && !hangs;
}

// Whoever makes it: a snapshot in progress is not disturbed.
awaitable<bool> disks_are_quiet(Site& site, std::string id) {
    ports::SnapshotQuery query;
    query.desktop_id = id;
    query.created_from = site.wakes.find(id)->record.since - before_waking;
    query.scope = ports::SnapshotScope::all;
    auto listing = co_await site.cloud.snapshots(std::move(query), CallTurn::listing);
    if (listing.has_error()) co_return false;
    const auto& shown = listing.value().items;
    const World& world = site.world;
    const bool busy = std::any_of(shown.begin(), shown.end(),
                                  [&](const core::Snapshot& snapshot) { return may_yet_end(world, snapshot); });
    if (busy) {
        core::OpenWake& open = *site.wakes.find(id);
        core::hindered(open, core::WakeEnding::disk_busy, busy_pause, site.world.clock.steady_now());
    }
    co_return !busy;
}

// The desktops as they are now, right before the call.
awaitable<std::map<std::string, core::WakeSighting>> look_again(Site& site, Ids ids) {
    std::map<std::string, core::WakeSighting> sightings;
    Ids query = ids;
    auto listing = co_await site.cloud.desktops(std::move(query));
    if (listing.has_error()) co_return sightings;
    confirm_desktops(site, ids, listing.value());
    for (const std::string& id : ids)
        sightings[id] = core::sighting_of(site.inventory.find(id), listing.value().started);
    co_return sightings;
}

bool awake_and_free(const core::WakeSighting& sighting) {
    return sighting.listed && sighting.status == core::DesktopStatus::running &&
           sighting.management == core::Management::none && sighting.session == core::Session::none;
}

awaitable<void> put_back(Site& site, Ids batch, ports::Alarm& alarm) {
    World& world = site.world;
    Ids quiet;
    for (std::string& id : batch) {
        const bool is_quiet = co_await disks_are_quiet(site, id);
        if (is_quiet) quiet.push_back(std::move(id));
    }
    note_wanted(site);
    Records before;
    Ids ids;
    for (const std::string& id : quiet) {
        core::OpenWake& open = *site.wakes.find(id);
        if (!core::may_return(open, world.clock.steady_now())) continue;
        before.emplace(id, open);
        core::about_to_return(open);  // from here on no snapshot of it begins
        ids.push_back(id);
    }
    if (ids.empty()) co_return;
    const bool durable = co_await make_durable(site, ids, alarm);
    if (!durable) co_return take_back(site, before, ids);
    const auto sightings = co_await look_again(site, ids);
    co_await site.cloud.gate().permit(CallTurn::power, alarm);
    const core::SteadyTime now = world.clock.steady_now();
    ids = still(site, ids, before, [&](const std::string& id) {
        const auto seen = sightings.find(id);
        if (seen == sightings.end() || now - seen->second.read > fresh_for_return) return false;
        return awake_and_free(seen->second) && !wanted_awake(site, id);
    });
    if (ids.empty()) co_return;
    Ids query = ids;
    const auto result = co_await site.cloud.hibernate(std::move(query));
    const std::optional<core::Error> failure = failure_of(result);
    note_answer(site, ids, failure ? &*failure : nullptr);
}

// A record for each desktop that was chosen and, as it was just read, is still asleep.
void enter_chosen(Site& site, const std::vector<core::WakeWish>& chosen, const std::set<std::string>& read_now,
                  core::SteadyTime asked) {
    const World& world = site.world;
    for (const core::WakeWish& wish : chosen) {
        if (!read_now.contains(wish.desktop_id)) continue;
        const core::Desktop* desktop = site.inventory.find(wish.desktop_id);
        if (desktop == nullptr || desktop->status != core::DesktopStatus::hibernated) continue;
        core::OpenWake& open = site.wakes.add(core::asked_for(wish, *site.id, world.clock.wall_now()));
        core::see(open, core::sighting_of(desktop, asked), world.clock.steady_now(), world.clock.wall_now());
    }
}

// What was entered and not called for: nothing of it is in the ledger.
void drop_uncalled(Site& site) {
    Ids uncalled;
    for (const auto& [id, open] : site.wakes.open())
        if (open.record.calls == 0 && !core::is_over(open)) uncalled.push_back(id);
    for (const std::string& id : uncalled)
        site.wakes.remove(id);
}

awaitable<void> turn(Site& site, ports::Alarm& alarm) {
    const World& world = site.world;
    const core::SteadyTime started = world.clock.steady_now();
    note_wanted(site);
    const std::vector<core::WakeWish> chosen = site.wakes.choose(wishes_of(site), started);
    Ids ids = site.wakes.to_read(started);
    for (const core::WakeWish& wish : chosen)
        ids.push_back(wish.desktop_id);
    const std::set<std::string> read_now = co_await read(site, std::move(ids));
    enter_chosen(site, chosen, read_now, started);
    for (Ids& batch : site.wakes.wakes_due(world.clock.steady_now())) {
        if (world.stopping || !site.wakes.may_call(world.clock.steady_now())) break;
        co_await wake(site, std::move(batch), alarm);
    }
    drop_uncalled(site);
    for (Ids& batch : site.wakes.returns_due(world.clock.steady_now())) {
        if (world.stopping || !world.writer.healthy() || !site.wakes.may_call(world.clock.steady_now())) break;
        co_await put_back(site, std::move(batch), alarm);
    }
    report_ended_wakes(site);
}

core::SteadyTime next_turn(const Site& site) {
    const core::SteadyTime now = site.world.clock.steady_now();
    const core::SteadyTime waiters = site.wake_waiters.empty() ? core::never : now + waiters_pause;
    return std::min(waiters, site.wakes.next_read(now));
}

}  // namespace

awaitable<void> waking_loop(Site& site) {
    const World& world = site.world;
    const auto alarm = world.clock.make_alarm();
    while (!world.stopping) {
        if (site.wake_waiters.empty() && site.wakes.empty()) {
            const bool rung = co_await site.waking->wait_until(core::never);
            (void)rung;
            continue;
        }
        co_await turn(site, *alarm);
        const core::SteadyTime until = world.clock.steady_now() + pause;
        while (!world.stopping && world.clock.steady_now() < until) {
            const bool rung = co_await site.waking->wait_until(until);
            (void)rung;
        }
        if (world.stopping) break;
        const core::SteadyTime next = next_turn(site);
        if (next > until) {
            const bool rung = co_await site.waking->wait_until(next);
            (void)rung;
        }
    }
}

}  // namespace ecdsnap::engine
