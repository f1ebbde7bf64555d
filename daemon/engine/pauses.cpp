#include "engine/pauses.hpp"

#include "core/pause/paused_slots.hpp"
#include "core/policy/desktop_zones.hpp"
#include "core/text/utc_text.hpp"
#include "engine/calling_off.hpp"
#include "engine/engine.hpp"
#include "engine/pause_breaches.hpp"
#include "engine/task_reports.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

namespace ecdsnap::engine {
namespace {

using boost::asio::awaitable;

constexpr std::size_t longest_reason = 200;
constexpr core::Millis longest_pause = std::chrono::days{366};

core::Error refusal(core::ErrorClass kind, std::string message) {
    core::Error error;
    error.kind = kind;
    error.message = std::move(message);
    return error;
}

core::Event pause_event(core::EventId id, const std::string& message, const core::Pause& pause, const std::string& by) {
    core::Event event{id, message, {}};
    if (pause.key.scope == core::PauseScope::policy) event.fields.push_back({"policy", pause.key.name});
    if (pause.key.scope == core::PauseScope::site) event.fields.push_back({"site", pause.key.name});
    event.fields.push_back({"by", by});
    event.fields.push_back({"detail", pause.reason});
    event.fields.push_back({"until", core::utc_text(pause.until)});
    return event;
}

void report_paused_slots(World& world, const core::Policy& policy, const std::vector<core::PausedSlot>& slots) {
    core::Slot newest;
    newest.key = core::SlotKey{policy.name, slots.back().instant, core::SlotKind::scheduled};
    newest.local_time = core::slot_local_time(policy.schedule, slots.back().instant);
    core::Event event = slot_event(core::EventId::slot_paused,
                                   fmt::format("policy {}: {} slot{} {}", policy.name, slots.size(),
                                               slots.size() == 1 ? "" : "s", slots.back().reason),
                                   newest);
    event.fields.push_back({"detail", slots.back().reason});
    event.fields.push_back({"count", std::to_string(slots.size())});
    world.events.emit(std::move(event));
}

// "; policy gold breaks its rpo of 1d at …; and 2 more policies break theirs"
std::string breaches_told(const std::vector<core::PauseBreach>& breaches, core::WallTime now) {
    constexpr std::size_t most_told = 3;
    std::string told;
    for (std::size_t i = 0; i < std::min(most_told, breaches.size()); ++i)
        told += "; " + core::text(breaches[i], now);
    if (breaches.size() > most_told)
        told += fmt::format("; {} more policies break theirs", breaches.size() - most_told);
    return told;
}

void go_on_after_pause(Sites& sites) {
    for (auto& site : sites)
        ask_all_again(*site);
}

}  // namespace

std::uint64_t call_off_paused(World& world, Sites& sites) {
    return call_off(world, sites, core::Reason::paused,
                    [&world](const core::Slot& slot, const Site& site) -> std::optional<std::string> {
                        const core::Pause* pause = world.pauses.of_task(slot.key.policy, *site.id);
                        // At a start one may be known that was over before the slot was opened.
                        if (pause == nullptr || pause->until <= slot.opened_at) return std::nullopt;
                        return core::pause_text(*pause);
                    });
}

awaitable<std::optional<core::SlotPlan>> pass_paused(World& world, std::shared_ptr<const core::Policy> policy,
                                                     core::SlotPlan plan) {
    core::SlotPlan rest = plan;
    std::vector<core::PausedSlot> unknown;
    for (core::PausedSlot& slot : core::take_paused(rest, policy->name, world.pauses)) {
        const core::SlotKey key{policy->name, slot.instant, core::SlotKind::scheduled};
        bool known = world.slots.find(key) != nullptr;
        if (!known) {
            auto stored = co_await world.ledger.find_slot(key);
            if (stored.has_error()) co_return std::nullopt;
            known = stored.value().has_value() || world.slots.find(key) != nullptr;
        }
        if (!known) unknown.push_back(std::move(slot));
        if (known && plan.open && plan.open->instant == slot.instant) rest.open = plan.open;
    }
    for (const core::PausedSlot& slot : unknown)
        pass_slot(world, *policy, slot.instant, slot.reason);
    if (!unknown.empty()) report_paused_slots(world, *policy, unknown);
    co_return rest;
}

bool end_pauses_over(World& world, Sites& sites) {
    const auto keys = world.pauses.over(world.clock.wall_now());
    for (const core::PauseKey& key : keys) {
        core::Pause pause = *world.pauses.take(key);
        forget_breaches(world, key);
        pause.ended = pause.until;
        world.writer.store(pause);
        world.events.emit(
            pause_event(core::EventId::pause_over, "the pause of " + core::text(key) + " is over", pause, pause.by));
    }
    if (keys.empty()) return false;
    go_on_after_pause(sites);
    return true;
}

std::optional<core::Error> Engine::why_not_paused(const core::Pause& wanted) const {
    const core::WallTime now = world_.clock.wall_now();
    if (wanted.until <= now) return refusal(core::ErrorClass::bad_request, "the pause would end in the past");
    if (wanted.until > now + longest_pause)
        return refusal(core::ErrorClass::bad_request, "a pause may last 366 days; take the policy out for longer");
    if (wanted.reason.empty() || wanted.reason.size() > longest_reason)
        return refusal(core::ErrorClass::bad_request,
                       fmt::format("a pause needs a reason of 1 to {} characters", longest_reason));
    if (wanted.key.scope == core::PauseScope::policy && !world_.policy(wanted.key.name))
        return refusal(core::ErrorClass::gone, fmt::format("there is no policy '{}'", wanted.key.name));
    const bool known = std::any_of(sites_.begin(), sites_.end(),
                                   [&](const auto& site) { return core::text(*site->id) == wanted.key.name; });
    if (wanted.key.scope == core::PauseScope::site && !known) {
        std::string names;
        for (const auto& site : sites_)
            names += (names.empty() ? "" : ", ") + core::text(*site->id);
        return refusal(core::ErrorClass::gone,
                       fmt::format("there is no site '{}' (there are {})", wanted.key.name, names));
    }
    return std::nullopt;
}

awaitable<core::Result<core::Pause>> Engine::store_pause(core::Pause pause) {
    const auto alarm = world_.clock.make_alarm();
    std::vector<ports::LedgerChange> changes;
    changes.emplace_back(pause);
    const bool durable = co_await world_.writer.commit(std::move(changes), *alarm);
    if (!durable)
        co_return refusal(core::ErrorClass::local, "the ledger cannot be written: " + world_.writer.problem() +
                                                       "; whether this was stored shows after a restart, so repeat it");
    co_return pause;
}

awaitable<core::Result<core::Pause>> Engine::pause(core::Pause wanted) {
    if (auto error = why_not_paused(wanted)) co_return *error;
    wanted.since = world_.clock.wall_now();
    wanted.ended = {};
    auto stored = co_await store_pause(std::move(wanted));
    if (stored.has_error()) co_return stored.error();
    const core::Pause pause = stored.value();
    world_.pauses.put(pause);
    const std::uint64_t called_off = call_off_paused(world_, sites_);
    core::Pause asked = pause;
    const auto breaches = co_await find_breaches(world_, sites_, std::move(asked));
    // Somebody may have resumed it meanwhile, or paused it otherwise: that is what was told last.
    const core::Pause* present = world_.pauses.find(pause.key);
    if (present == nullptr || present->since != pause.since) co_return pause;
    note_breaches(world_, pause, breaches);
    std::string told = core::text(pause.key) + " is " + core::pause_text(pause);
    if (breaches) told += breaches_told(*breaches, pause.since);
    core::Event event = pause_event(core::EventId::paused, told, pause, pause.by);
    event.fields.push_back({"count", std::to_string(called_off)});
    world_.events.emit(std::move(event));
    slot_loop_.wake();
    co_return pause;
}

awaitable<core::Result<core::Pause>> Engine::resume(core::PauseKey key, std::string by) {
    const core::Pause* present = world_.pauses.find(key);
    if (present == nullptr) {
        std::string message = core::text(key) + " is not paused";
        if (world_.pauses.find(core::PauseKey{}) != nullptr) message += "; everything is: `ecdsnap resume --all`";
        co_return refusal(core::ErrorClass::gone, std::move(message));
    }
    core::Pause ended = *present;
    ended.ended = world_.clock.wall_now();
    auto stored = co_await store_pause(std::move(ended));
    if (stored.has_error()) co_return stored.error();
    const core::Pause pause = stored.value();
    const auto taken = world_.pauses.take(key);
    forget_breaches(world_, key);
    if (taken) {
        core::Event event = pause_event(core::EventId::resumed, core::text(key) + " is resumed by " + by, pause, by);
        world_.events.emit(std::move(event));
    }
    go_on_after_pause(sites_);
    slot_loop_.join_soon();
    co_return pause;
}

}  // namespace ecdsnap::engine
