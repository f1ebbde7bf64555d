#include "engine/pause_breaches.hpp"

#include "core/policy/coverage.hpp"
#include "core/policy/desktop_zones.hpp"
#include "core/text/utc_text.hpp"

#include <algorithm>
#include <utility>

namespace ecdsnap::engine {
namespace {

using boost::asio::awaitable;

bool covers_any_at(const World& world, const core::Policy& policy, const Site& site) {
    return std::ranges::any_of(site.inventory.desktops(), [&](const core::Desktop& desktop) {
        return core::coverage_of(world.coverage, world.policy_names, policy, desktop, *site.id) ==
               core::Coverage::covered;
    });
}

bool concerns(const World& world, const Sites& sites, const core::PauseKey& key, const core::Policy& policy) {
    if (!policy.objective) return false;
    if (key.scope == core::PauseScope::everything) return true;
    if (key.scope == core::PauseScope::policy) return key.name == policy.name;
    return std::ranges::any_of(sites, [&](const auto& site) {
        return core::text(*site->id) == key.name && covers_any_at(world, policy, *site);
    });
}

// The zones of its schedule that a desktop has; empty: it has none, or no desktop is known.
std::vector<bool> zones_in_use(const World& world, const Sites& sites, const core::Policy& policy) {
    const std::size_t count = policy.schedule.zones.size();
    std::vector<bool> used(count);
    if (count == 0) return used;
    for (const auto& site : sites)
        for (const core::Desktop& desktop : site->inventory.desktops())
            if (core::coverage_of(world.coverage, world.policy_names, policy, desktop, *site->id) ==
                core::Coverage::covered)
                used[core::zone_place(policy.schedule, desktop)] = true;
    if (std::ranges::find(used, true) == used.end()) used.clear();
    return used;
}

// The newest slot all of whose snapshots that were begun are done; the ledger's error, if it has one. A slot of which
// some were called off in the pause leaves those disks to the one before.
struct NewestSlot {
    bool known = false;
    std::optional<core::SlotInstant> instant;
};

awaitable<NewestSlot> newest_done(World& world, std::string policy) {
    NewestSlot newest;
    ports::HistoryQuery query;
    query.policy = policy;
    query.outcome = core::Outcome::done;
    query.limit = 1;
    for (int tries = 0; tries < 2; ++tries) {
        ports::HistoryQuery asked = query;
        auto entries = co_await world.ledger.history(std::move(asked));
        if (entries.has_error()) co_return newest;
        if (entries.value().empty()) break;
        const core::Slot& slot = entries.value().front().slot;
        const core::Slot* open = world.slots.find(slot.key);
        newest.instant = slot.key.instant;
        if (open == nullptr || open->counts.done == open->counts.tasks) break;
        query.until = core::WallTime{slot.key.instant} - core::Millis{1};
    }
    newest.known = true;
    co_return newest;
}

void tell(World& world, const core::Pause& pause, const core::PauseBreach& breach) {
    core::Event event{
        core::EventId::pause_breaks_objective,
        core::text(pause.key) + " is " + core::pause_text(pause) + "; " + core::text(breach, world.clock.wall_now()),
        {}};
    event.fields.push_back({"policy", breach.policy});
    if (pause.key.scope == core::PauseScope::site) event.fields.push_back({"site", pause.key.name});
    event.fields.push_back({"slot", core::utc_text(breach.newest)});
    event.fields.push_back({"by", pause.by});
    event.fields.push_back({"detail", pause.reason});
    event.fields.push_back({"until", core::utc_text(pause.until)});
    world.events.emit(std::move(event));
}

// Whether one of the pause's breaches has begun and was not told.
bool has_begun(const World& world, const core::PauseKey& key) {
    const auto found = world.breaches.find(key);
    if (found == world.breaches.end()) return false;
    const core::WallTime now = world.clock.wall_now();
    return std::ranges::any_of(found->second, [&](const core::PauseBreach& breach) {
        return breach.breaks_at <= now && !world.breaches_told.contains({key, breach.policy});
    });
}

void tell_begun(World& world, const core::Pause& pause) {
    const core::WallTime now = world.clock.wall_now();
    for (const core::PauseBreach& breach : world.breaches[pause.key])
        if (breach.breaks_at <= now && world.breaches_told.insert({pause.key, breach.policy}).second)
            tell(world, pause, breach);
}

}  // namespace

awaitable<std::optional<std::vector<core::PauseBreach>>> find_breaches(World& world, Sites& sites, core::Pause pause) {
    std::vector<core::PauseBreach> breaches;
    const Policies policies = world.policies;  // a reload may change them while we wait
    for (const auto& policy : policies) {
        if (!concerns(world, sites, pause.key, *policy)) continue;
        std::string name = policy->name;
        const NewestSlot newest = co_await newest_done(world, std::move(name));
        if (!newest.known) co_return std::nullopt;
        auto breach = core::breach_of(*policy, pause, newest.instant, zones_in_use(world, sites, *policy));
        if (breach) breaches.push_back(std::move(*breach));
    }
    std::optional<std::vector<core::PauseBreach>> found = std::move(breaches);
    co_return found;
}

void note_breaches(World& world, const core::Pause& pause, const std::optional<std::vector<core::PauseBreach>>& found) {
    const core::Pause* present = world.pauses.find(pause.key);
    if (present == nullptr || *present != pause) return;
    forget_breaches(world, pause.key);
    if (found)
        world.breaches[pause.key] = *found;
    else
        world.breaches_stale = true;  // the ledger could not be asked: with the loop's next turn
}

awaitable<void> watch_breaches(World& world, Sites& sites) {
    const bool stale = std::exchange(world.breaches_stale, false);
    const std::map<core::PauseKey, core::Pause> pauses = world.pauses.all();
    for (const auto& [key, pause] : pauses) {
        // What is known by now decides, not what was known when the pause began.
        if (!stale && !has_begun(world, key)) continue;
        core::Pause asked = pause;
        auto found = co_await find_breaches(world, sites, std::move(asked));
        if (!found) {
            world.breaches_stale = true;  // the ledger could not be asked: with the next turn
            co_return;
        }
        const core::Pause* present = world.pauses.find(key);
        if (present == nullptr || *present != pause) continue;  // it was ended or changed meanwhile
        world.breaches[key] = std::move(*found);
        tell_begun(world, pause);
    }
}

void forget_breaches(World& world, const core::PauseKey& key) {
    world.breaches.erase(key);
    std::erase_if(world.breaches_told, [&](const auto& told) { return told.first == key; });
}

std::optional<core::WallTime> next_breach(const World& world) {
    std::optional<core::WallTime> next;
    for (const auto& [key, breaches] : world.breaches)
        for (const core::PauseBreach& breach : breaches)
            if (!world.breaches_told.contains({key, breach.policy}) && (!next || breach.breaks_at < *next))
                next = breach.breaks_at;
    return next;
}

}  // namespace ecdsnap::engine
