// Takes tasks in order of need, as many at once as may be in flight, and performs what each one's machine asks for.
#include "core/policy/snapshot_name.hpp"
#include "engine/held_creates.hpp"
#include "engine/sightings_of.hpp"
#include "engine/site.hpp"
#include "engine/snapshot_texts.hpp"

#include <algorithm>
#include <utility>

namespace ecdsnap::engine {
namespace {

using boost::asio::awaitable;

ports::CreateSnapshotRequest request_for(const Site& site, const core::Task& task, const core::Slot& slot) {
    ports::CreateSnapshotRequest request;
    request.desktop_id = task.desktop_id;
    request.disk = task.disk;
    request.name = core::numbered_name(task.base_name, task.snapshot_number);
    request.description = description_of(site, task, slot);
    return request;
}

// Our clock may have been ahead of the cloud's by as much as it is trusted, when the slot was opened.
constexpr core::Millis before_slot = core::ClockTrust::tolerance + std::chrono::minutes{3};

// Nothing of the task is older than its slot; the desktop's older ones would be read for nothing, unless one of them
// may show that it is unchanged.
core::WallTime look_from(const Site& site, const core::Task& task, const core::Slot& slot) {
    const core::WallTime first = slot.key.instant - before_slot;
    if (slot.rules.skip_unchanged <= core::Millis{0} || !task.suspects.empty()) return first;
    const core::WallTime oldest = site.world.clock.wall_now() - slot.rules.skip_unchanged;
    return std::min(first, std::max(oldest, site.inventory.view(task.desktop_id, task.disk).stopped_since));
}

// So long a call that had its moment need not wait for another.
constexpr core::Millis permit_keeps = std::chrono::seconds{5};

awaitable<core::TaskAnswer> look_up(Site& site, core::TaskId id, ports::Alarm& alarm) {
    const core::Task& task = *site.board.find(id);
    // It has its permit, which the intent waited for: a new one would come when this look-up is stale again.
    const bool sends_next = task.state == core::TaskState::intended;
    const core::SteadyTime began = site.world.clock.steady_now();
    ports::SnapshotQuery query;
    query.desktop_id = task.desktop_id;
    query.created_from = look_from(site, task, *site.world.slots.find(task.slot_id));
    auto listing = co_await site.cloud.snapshots(std::move(query), CallTurn::look_up);
    if (listing.has_error()) {
        const core::TaskEvent failed = core::LookFailed{};
        co_return drive(site, id, failed);
    }
    Claims claims = claims_of(site, listing.value().items);
    tell_others(site, id, listing.value(), claims);
    if (sends_next) {
        const bool kept = site.world.clock.steady_now() - began <= permit_keeps;
        const CallTurn turn = kept ? CallTurn::granted_create : CallTurn::create_after_look;
        co_await site.cloud.gate().permit(turn, alarm);
    }
    const core::TaskEvent event = listed_for(site, id, listing.value(), std::move(claims));
    co_return drive(site, id, event);
}

awaitable<core::TaskAnswer> write_intent(Site& site, core::TaskId id, ports::Alarm& alarm) {
    core::Task& task = *site.board.find(id);
    if (task.base_name.empty()) task.base_name = base_name_of(site, task, *site.world.slots.find(task.slot_id));
    const bool after_look = !task.suspects.empty();
    std::vector<ports::LedgerChange> changes;
    changes.emplace_back(task);
    const bool durable = co_await site.world.writer.commit(std::move(changes), alarm);
    if (!durable) {
        const core::TaskEvent rejected = core::IntentRejected{};
        co_return drive(site, id, rejected);
    }
    co_await site.cloud.gate().permit(after_look ? CallTurn::create_after_look : CallTurn::create, alarm);
    const core::TaskEvent event = core::IntentDurable{};
    co_return drive(site, id, event);
}

awaitable<core::TaskAnswer> send(Site& site, core::TaskId id) {
    const core::Task& task = *site.board.find(id);
    ports::CreateSnapshotRequest request = request_for(site, task, *site.world.slots.find(task.slot_id));
    ++site.in_flight;
    ++site.creates;
    auto result = co_await site.cloud.create(std::move(request));
    --site.in_flight;
    core::TaskEvent event;
    if (result.has_value())
        event = core::Accepted{result.value()};
    else if (result.error().effect == core::Effect::unknown)
        event = core::Lost{result.error()};
    else
        event = core::Refused{result.error()};
    co_return drive(site, id, event);
}

// One task until it has to wait for something.
awaitable<void> work_on(Site& site, core::TaskId id, core::TaskAnswer answer) {
    const auto alarm = site.world.clock.make_alarm();
    while (answer.step != core::TaskStep::wait) {
        switch (answer.step) {
            case core::TaskStep::wait: break;
            case core::TaskStep::look_up: answer = co_await look_up(site, id, *alarm); break;
            case core::TaskStep::write_intent: answer = co_await write_intent(site, id, *alarm); break;
            case core::TaskStep::send: answer = co_await send(site, id); break;
        }
    }
    site.at_work.erase(id);
    if (site.probe == id) site.probe = {};
    site.dispatch->ring();
}

// Starts the task if its machine has something to be done for it.
bool start(Site& site, core::TaskId id, CoroutineGroup& group) {
    if (site.at_work.contains(id)) return false;
    const core::TaskEvent tick = core::Tick{};
    const core::TaskAnswer answer = drive(site, id, tick);
    if (answer.step == core::TaskStep::wait) return false;
    site.at_work.insert(id);
    group.spawn(work_on(site, id, answer));
    return true;
}

void start_ready(Site& site, CoroutineGroup& group) {
    while (site.at_work.size() < site.most_in_flight) {
        const auto id = site.board.take_ready();
        if (!id) return;
        start(site, *id, group);
    }
}

}  // namespace

awaitable<void> dispatch_loop(Site& site, CoroutineGroup& group) {
    while (!site.world.stopping) {
        note_held_back(site);
        for (const core::TaskId id : site.board.due(site.world.clock.steady_now()))
            site.board.make_ready(id);
        start_ready(site, group);
        const core::SteadyTime next_try =
            try_held_back(site, [&site, &group](core::TaskId id) { return start(site, id, group); });
        const bool rung = co_await site.dispatch->wait_until(std::min(next_try, site.board.next_wake()));
        (void)rung;
    }
}

}  // namespace ecdsnap::engine
