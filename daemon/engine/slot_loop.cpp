#include "engine/slot_loop.hpp"

#include "core/policy/desktop_zones.hpp"
#include "core/text/duration_text.hpp"
#include "core/text/utc_text.hpp"
#include "engine/approvals.hpp"
#include "engine/pause_breaches.hpp"
#include "engine/pauses.hpp"
#include "engine/slot_outlook.hpp"
#include "engine/slot_passing.hpp"
#include "engine/task_reports.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace ecdsnap::engine {
namespace {

using boost::asio::awaitable;

// How long what ends is gathered before it is told, as few events.
// Tasks that end alike are gathered before they are told; those that follow one by one, where a queue runs dry, longer.
constexpr core::Millis endings_gather = std::chrono::seconds{5};
constexpr core::Millis more_endings_gather = std::chrono::seconds{20};
constexpr core::Millis endings_follow_within = std::chrono::minutes{2};
// When a slot that is due could not be opened.
constexpr core::Millis next_try = std::chrono::seconds{5};
// How long a due slot waits quietly for the inventories of a start.
constexpr core::Millis quiet_wait = std::chrono::minutes{1};
// Between the first listings of a start and their answers.
constexpr core::Millis first_answer = std::chrono::minutes{1};

// How long a new policy's first slot waits for every site's adoption.
constexpr core::Millis first_adoption = std::chrono::minutes{10};

core::Millis millis_until(core::SteadyTime then, core::SteadyTime now) {
    return std::chrono::ceil<core::Millis>(then - now);
}

bool has_suspects(const Sites& sites, std::int64_t slot_id) {
    for (const auto& site : sites)
        for (const core::TaskId id : site->board.suspect())
            if (site->board.find(id)->slot_id == slot_id) return true;
    return false;
}

bool at_work(const Sites& sites, std::int64_t slot_id) {
    for (const auto& site : sites)
        for (const core::TaskId id : site->at_work)
            if (site->board.find(id)->slot_id == slot_id) return true;
    return false;
}

bool finished(const Sites& sites, const core::Slot& slot) {
    return slot.counts.unsettled() == 0 && !has_suspects(sites, slot.id) && !at_work(sites, slot.id);
}

// The listings that follow must know them again without asking the ledger.
void remember_snapshots(Site& site, const core::Task& task) {
    if (!task.snapshot_id.empty()) site.settled_elsewhere.insert(task.snapshot_id);
    for (const core::Extra& extra : task.extras)
        site.settled_elsewhere.insert(extra.snapshot_id);
}

void take_off_boards(Sites& sites, std::int64_t slot_id) {
    for (auto& site : sites) {
        for (const core::TaskId id : site->board.of_slot(slot_id)) {
            remember_snapshots(*site, *site->board.find(id));
            site->state_waiters.erase(id);
            site->preference_waiters.erase(id);
            site->concurrency.remove(id);
            site->wake_waiters.erase(id);
            site->board.remove(id);
        }
    }
}

// A policy that came while the clock was wrong starts with its next slot from then on, not from what the clock showed;
// at once by the cloud's Date, which has whole seconds, since a kill may come before the clock is right; then exactly.
void correct_first_seen(World& world) {
    const bool trusted = world.clock_trusted();
    const core::WallTime now = trusted ? world.clock.wall_now() : *world.cloud_now();
    const core::Millis close = trusted ? std::chrono::milliseconds{5} : std::chrono::seconds{3};
    for (const auto& [policy, noted] : world.first_seen_unsure) {
        core::PolicyMemory& memory = world.memories[policy];
        const core::WallTime then = now - std::chrono::duration_cast<core::Millis>(world.clock.steady_now() - noted);
        if (std::chrono::abs(then - memory.first_seen) < close) continue;
        const auto mark = std::chrono::floor<std::chrono::seconds>(memory.first_seen);
        memory.first_seen = then;
        if (memory.last_slot == mark) memory.last_slot = std::chrono::floor<std::chrono::seconds>(then);
        world.writer.store(memory);
    }
    if (trusted) world.first_seen_unsure.clear();
}

}  // namespace

SlotLoop::SlotLoop(World& world, Sites& sites)
    : world_(world), sites_(sites), alarm_(world.clock.make_alarm()), commit_(world.clock.make_alarm()) {}

awaitable<void> SlotLoop::run() {
    while (!world_.stopping) {
        co_await turn();
        last_turn_ = world_.clock.steady_now();
        if (world_.stopping) break;
        const bool rung = co_await alarm_->wait_until(next_turn());
        (void)rung;
    }
    report_endings(world_);
}

awaitable<void> SlotLoop::turn() {
    watch_clock();
    if (world_.clock.steady_now() >= endings_due_ && !world_.endings.empty()) {
        report_endings(world_);
        endings_told_ = world_.clock.steady_now();
    }
    if (scheduled_ && world_.clock_trusted()) {
        const Policies policies = world_.policies;  // a reload may change them while we wait
        for (const auto& policy : policies) {
            if (world_.stopping) co_return;
            if (!world_.clock_trusted()) break;  // it may have stepped while the one before was stored
            if (due_now(policy)) co_await open_due(policy);
        }
        if (world_.clock_trusted() && world_.writer.healthy() && end_pauses_over(world_, sites_)) join_ = true;
        if (world_.clock_trusted()) co_await watch_breaches(world_, sites_);
    }
    co_await take_up_unanswered();
    if (std::exchange(join_, false)) join();
    tell_unapproved(world_, sites_);
    if (world_.clock_trusted()) renew_outlooks(world_, sites_);
    co_await close_finished();
}

void SlotLoop::tell_endings_soon() {
    const core::SteadyTime now = world_.clock.steady_now();
    const bool more = endings_told_ && now - *endings_told_ < endings_follow_within;
    endings_due_ = now + (more ? more_endings_gather : endings_gather);
    alarm_->ring();
}

void SlotLoop::join() {
    if (!world_.clock_trusted()) {
        join_ = true;
        return;
    }
    join_new_desktops(world_, sites_);
    if (world_.all_joined || !unlisted_sites().empty()) return;
    world_.all_joined = true;
    for (const std::int64_t id : std::exchange(world_.perhaps_finished, {}))
        if (const core::Slot* slot = world_.slots.find(id)) report_slot_if_over(world_, *slot);
}

std::string SlotLoop::unlisted_sites() const {
    std::string names;
    for (const auto& site : sites_)
        if (site->unused.empty() && (!site->adopted || !site->inventory.complete()))
            names += (names.empty() ? "" : ", ") + core::text(*site->id);
    for (const auto& [account, why] : world_.regions_awaited)
        names += (names.empty() ? "" : ", ") + account + "/*";
    return names;
}

core::SlotInstant SlotLoop::plan_after(const core::Policy& policy) {
    core::PolicyMemory& memory = world_.memories[policy.name];
    const core::WallTime now = world_.clock.wall_now();
    const auto first_seen = std::chrono::floor<std::chrono::seconds>(memory.first_seen);
    const core::SlotInstant after = std::max(memory.last_slot, first_seen);
    if (after <= now + core::on_time_within) return after;
    if (core::first_slot(memory, policy.schedule.on_enable)) {  // first seen under that clock, and not run yet
        memory.first_seen = std::min(now, world_.started_by_cloud());
        world_.writer.store(memory);
        return std::chrono::floor<std::chrono::seconds>(memory.first_seen);
    }
    // Written under a clock that ran ahead. What has run is known by its slots in the ledger.
    if (future_marks_reported_.insert(policy.name).second) {
        core::Slot marked;
        marked.key = core::SlotKey{policy.name, after, core::SlotKind::scheduled};
        marked.local_time = core::slot_local_time(policy.schedule, after);
        core::Event event = slot_event(
            core::EventId::future_mark_ignored,
            "policy " + policy.name + ": the ledger's last slot lies ahead of the clock and is ignored", marked);
        world_.events.emit(std::move(event));
    }
    const core::WallTime reach = now - std::max(policy.schedule.catch_up_within, policy.rules.window);
    return std::chrono::floor<std::chrono::seconds>(reach);
}

// What of the policy is still to be opened, or passed, next.
SlotLoop::Due& SlotLoop::next_due(const std::shared_ptr<const core::Policy>& policy) {
    const core::SlotInstant after = plan_after(*policy);
    Due& due = dues_[policy->name];
    const auto own = core::first_slot(world_.memories[policy->name], policy->schedule.on_enable);
    if (due.policy == policy && due.after == after && due.own == own) return due;
    due.policy = policy;
    due.after = after;
    due.own = own;
    due.first = own ? own : policy->schedule.timetable.next(after);
    const auto taken = policy->schedule.timetable.next_taken(after);
    if (taken && (!due.first || *taken < *due.first)) due.first = taken;
    due.tried = false;
    return due;
}

bool SlotLoop::due_now(const std::shared_ptr<const core::Policy>& policy) {
    Due& due = next_due(policy);
    due.tried = due.first && *due.first <= world_.clock.wall_now();
    return due.tried;
}

// What the listings show of earlier slots says that a policy is not new, only the ledger: a lost one must not make each
// `on_enable: run` run again.
bool SlotLoop::own_slot_ready() const {
    const auto adopted = [](const auto& site) { return site->adopted || !site->unused.empty(); };
    const bool patient = world_.clock.steady_now() < world_.started + first_adoption;
    return (world_.regions_awaited.empty() && std::all_of(sites_.begin(), sites_.end(), adopted)) ||
           (!patient && std::any_of(sites_.begin(), sites_.end(), adopted));
}

// Every site has answered, or has had its time to.
bool SlotLoop::inventories_ready(const core::Policy& policy, core::SlotInstant due) {
    bool any = false;
    std::string missing;
    for (const auto& site : sites_) {
        if (site->inventory.complete())
            any = true;
        else if (site->unused.empty())
            missing = core::text(*site->id);
    }
    for (const auto& [account, why] : world_.regions_awaited)
        missing = account + "/*";
    const bool patient = world_.clock.steady_now() < world_.started + first_answer;
    if (missing.empty() || (any && !patient)) return true;
    if (world_.clock.wall_now() - due > quiet_wait && waits_reported_.insert({policy.name, due}).second) {
        core::Slot slot;
        slot.key = core::SlotKey{policy.name, due, core::SlotKind::scheduled};
        slot.local_time = core::slot_local_time(policy.schedule, due);
        core::Event event = slot_event(core::EventId::slot_waits,
                                       "policy " + policy.name + " is due, but no desktops are known yet", slot);
        event.fields.push_back({"site", missing});
        world_.events.emit(std::move(event));
    }
    return false;
}

awaitable<void> SlotLoop::open_due(std::shared_ptr<const core::Policy> policy) {
    const core::SlotInstant after = plan_after(*policy);
    const auto own = next_due(policy).own;
    core::SlotPlan plan = core::plan_slots(*policy, after, world_.clock.wall_now(), own);
    if (plan.empty()) co_return;
    if (world_.pauses.of_policy(policy->name) != nullptr) {
        if (!world_.writer.healthy()) co_return;
        auto rest = co_await pass_paused(world_, policy, plan);
        if (!rest) co_return;
        plan = std::move(*rest);
        if (plan.empty()) co_return;
    }
    if (own && !own_slot_ready()) co_return;
    if (plan.open && !inventories_ready(*policy, plan.open->instant)) co_return;
    if (!world_.writer.healthy()) co_return;  // nothing could be stored; tried again with every turn
    if (!plan.missed.empty() || !plan.taken.empty()) {
        core::SlotPlan passed = plan;
        const bool known = co_await pass_slots(world_, policy, std::move(passed));
        if (!known) co_return;
    }
    if (!plan.open) co_return;
    // Where the ledger is slow that took minutes, and a later slot may be due, which takes the place of this one.
    const core::SlotPlan present = core::plan_slots(*policy, after, world_.clock.wall_now(), own);
    if (!present.open || present.open->instant != plan.open->instant) co_return;
    co_await open_planned(policy, std::move(plan));
}

awaitable<void> SlotLoop::open_planned(std::shared_ptr<const core::Policy> policy, core::SlotPlan plan) {
    const core::SlotKey key{policy->name, plan.open->instant, core::SlotKind::scheduled};
    bool known = world_.slots.find(key) != nullptr;
    if (!known) {
        auto stored = co_await world_.ledger.find_slot(key);
        if (stored.has_error()) co_return;
        known = world_.slots.find(key) != nullptr || stored.value().has_value();
        if (stored.value() && stored.value()->state == core::SlotState::open && world_.slots.find(key) == nullptr) {
            core::Slot orphan = std::move(*stored.value());
            const bool taken = co_await take_up_slot(world_, sites_, std::move(orphan));
            if (!taken) co_return;
        }
    }
    if (known) {
        core::PolicyMemory& memory = world_.memories[policy->name];
        memory.last_slot = key.instant;  // also corrects a mark that lay ahead
        world_.writer.store(memory);
        co_return;
    }
    core::Slot slot = slot_of(world_, *policy, key, plan.open->window_end);
    slot.zones = plan.open->zones;
    if (plan.open->late) slot.reason = "catch-up";
    world_.memories[policy->name].last_slot = std::min(world_.memories[policy->name].last_slot, key.instant);
    const auto opened = co_await open_slot(world_, sites_, policy, std::move(slot), *commit_);
    (void)opened;  // a ledger that failed has told so itself; the slot is still due
}

awaitable<void> SlotLoop::take_up_unanswered() {
    while (!world_.unanswered_slots.empty() && world_.writer.healthy()) {
        const core::SlotKey key = *world_.unanswered_slots.begin();
        auto stored = co_await world_.ledger.find_slot(key);
        if (stored.has_error()) co_return;
        if (stored.value() && stored.value()->state == core::SlotState::open && world_.slots.find(key) == nullptr) {
            core::Slot orphan = std::move(*stored.value());
            const bool taken = co_await take_up_slot(world_, sites_, std::move(orphan));
            if (!taken) co_return;
        }
        world_.unanswered_slots.erase(key);
    }
}

awaitable<void> SlotLoop::close_finished() {
    std::vector<std::int64_t> over;
    const bool trusted = world_.clock_trusted();
    for (const auto& [id, slot] : world_.slots.open()) {
        const bool window_over = trusted && world_.clock.wall_now() > slot.window_end;
        const bool ended = slot.key.kind == core::SlotKind::manual || window_over;
        const bool has_rest = core::was_passed(slot) || core::was_adopted_blind(slot);
        const bool whole = world_.all_joined || !has_rest;  // join_new_desktops() settles it
        if (ended && whole && finished(sites_, slot)) over.push_back(id);
    }
    for (const std::int64_t id : over) {
        core::Slot slot = *world_.slots.find(id);
        slot.state = core::SlotState::closed;
        std::vector<ports::LedgerChange> changes;
        changes.emplace_back(slot);
        const bool durable = co_await world_.writer.commit(std::move(changes), *commit_);
        if (!durable) co_return;
        const core::Slot& present = *world_.slots.find(id);
        if (present.counts != slot.counts || !finished(sites_, present)) {
            world_.writer.store(present);  // a snapshot was adopted meanwhile: it is open after all
            continue;
        }
        report_endings(world_);
        if (world_.perhaps_finished.contains(id)) report_slot_finished(world_, slot, unlisted_sites());
        take_off_boards(sites_, id);
        world_.slots.find(id)->state = core::SlotState::closed;
        world_.slots.close(id);
        world_.window_watch.forget(id);
    }
}

void SlotLoop::watch_clock() {
    const bool trusted = world_.clock_trusted();
    const auto offset = world_.clock_trust.offset(world_.clock.wall_now(), world_.clock.steady_now());
    if (offset && !world_.first_seen_unsure.empty()) correct_first_seen(world_);
    if (!trusted && offset && !distrust_reported_) {
        distrust_reported_ = true;
        core::Event event{
            core::EventId::clock_untrusted,
            fmt::format("this machine's clock is {}: no slot opens and no window ends; `timedatectl` shows "
                        "whether it is synchronised",
                        core::clock_difference_text(*offset)),
            {}};
        event.fields.push_back({"difference", core::duration_text(std::chrono::abs(*offset))});
        event.fields.push_back({"detail", *offset > core::Millis{0} ? "ahead" : "behind"});
        world_.events.emit(std::move(event));
    }
    if (trusted && !trusted_before_) {
        world_.clock_right_since = world_.clock.steady_now();
        if (std::exchange(distrust_reported_, false)) {
            core::Event event{core::EventId::clock_trusted, "this machine's clock agrees with the cloud's again", {}};
            if (offset) event.fields.push_back({"difference", core::duration_text(std::chrono::abs(*offset))});
            world_.events.emit(std::move(event));
        }
        for (auto& site : sites_)
            ask_all_again(*site);
    }
    if (std::exchange(trusted_before_, trusted) != trusted) alarm_->ring();  // what is due next has changed
}

core::SteadyTime SlotLoop::next_turn() {
    const core::SteadyTime now = world_.clock.steady_now();
    core::Millis wait = longest_wait_;
    if (!world_.endings.empty()) wait = std::clamp(millis_until(endings_due_, now), core::Millis{1}, wait);
    if (!world_.clock_trusted()) return now + std::min(wait, core::Millis{std::chrono::seconds{1}});
    const core::WallTime wall = world_.clock.wall_now();
    for (const auto& [id, slot] : world_.slots.open())
        if (slot.window_end >= wall) wait = std::min(wait, slot.window_end - wall + core::Millis{1});
    for (const auto& [key, pause] : world_.pauses.all())
        if (pause.until > wall) wait = std::min(wait, pause.until - wall + core::Millis{1});
    if (const auto breach = next_breach(world_)) wait = std::min(wait, std::max(core::Millis{1}, *breach - wall));
    if (!scheduled_) return now + wait;
    for (const auto& policy : world_.policies) {
        const Due& due = next_due(policy);
        if (due.tried)
            wait = std::min(wait, next_try);
        else if (due.first)
            wait = std::min(wait, std::max(core::Millis{1}, core::WallTime{*due.first} - wall));
    }
    return now + wait;
}

}  // namespace ecdsnap::engine
