#include "engine/slot_passing.hpp"

#include "core/policy/desktop_zones.hpp"
#include "engine/slot_opening.hpp"
#include "engine/task_reports.hpp"

#include <fmt/format.h>

#include <iterator>
#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace ecdsnap::engine {
namespace {

using boost::asio::awaitable;

void report_missed(World& world, const core::Policy& policy, const core::SlotPlan& plan) {
    core::SlotKey key{policy.name, plan.missed.back(), core::SlotKind::scheduled};
    core::Slot newest;
    newest.key = key;
    newest.local_time = core::slot_local_time(policy.schedule, key.instant);
    const std::size_t count = plan.missed.size() + plan.missed_unrecorded;
    core::Event event = slot_event(
        core::EventId::slot_missed,
        fmt::format("policy {}: {} slot{} missed: {}", policy.name, count, count == 1 ? "" : "s", plan.missed_reason),
        newest);
    event.fields.push_back({"reason", "missed"});
    event.fields.push_back({"detail", plan.missed_reason});
    event.fields.push_back({"count", std::to_string(count)});
    world.events.emit(std::move(event));
}

// What a calendar says is no problem: it is told, not complained of.
void report_taken(World& world, const core::Policy& policy, const core::SlotPlan& plan) {
    const core::TakenSlot& newest = plan.taken.back();
    core::Slot slot;
    slot.key = core::SlotKey{policy.name, newest.instant, core::SlotKind::scheduled};
    slot.local_time = core::slot_local_time(policy.schedule, newest.instant);
    const std::size_t count = plan.taken.size() + plan.taken_unrecorded;
    const std::string others = count == 1 ? "" : fmt::format("; {} earlier ones were taken away too", count - 1);
    core::Event event = slot_event(
        core::EventId::slot_taken,
        fmt::format("policy {}: the slot of {}: {}{}", policy.name, slot.local_time, newest.reason, others), slot);
    event.fields.push_back({"detail", newest.reason});
    event.fields.push_back({"count", std::to_string(count)});
    world.events.emit(std::move(event));
}

// nullopt: the ledger could not be asked.
awaitable<std::optional<bool>> is_known(World& world, const core::SlotKey& key) {
    if (world.slots.find(key) != nullptr) co_return true;
    auto stored = co_await world.ledger.find_slot(key);
    if (stored.has_error()) co_return std::nullopt;
    co_return stored.value().has_value();
}

// What is to be recorded, by time: a stop in between leaves the later ones to the next start.
std::map<core::SlotInstant, std::string> passed_in(const core::SlotPlan& plan) {
    std::map<core::SlotInstant, std::string> passed;
    for (const core::TakenSlot& taken : plan.taken)
        passed.emplace(taken.instant, taken.reason);
    for (const core::SlotInstant instant : plan.missed)
        passed.emplace(instant, plan.missed_reason);
    return passed;
}

}  // namespace

awaitable<bool> pass_slots(World& world, std::shared_ptr<const core::Policy> policy, core::SlotPlan plan) {
    std::map<core::SlotInstant, std::string> passed = passed_in(plan);
    for (auto place = passed.begin(); place != passed.end();) {
        const core::SlotKey key{policy->name, place->first, core::SlotKind::scheduled};
        const std::optional<bool> known = co_await is_known(world, key);
        if (!known) co_return false;
        place = *known ? passed.erase(place) : std::next(place);
    }
    // While the ledger was asked for one, another may have been adopted.
    std::erase_if(passed, [&](const auto& one) {
        return world.slots.find(core::SlotKey{policy->name, one.first, core::SlotKind::scheduled}) != nullptr;
    });
    std::erase_if(plan.missed, [&](core::SlotInstant instant) { return !passed.contains(instant); });
    std::erase_if(plan.taken, [&](const core::TakenSlot& taken) { return !passed.contains(taken.instant); });
    for (const auto& [instant, reason] : passed)
        pass_slot(world, *policy, instant, reason);
    if (!plan.missed.empty()) report_missed(world, *policy, plan);
    if (!plan.taken.empty()) report_taken(world, *policy, plan);
    co_return true;
}

}  // namespace ecdsnap::engine
