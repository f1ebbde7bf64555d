#include "engine/last_slots.hpp"

#include <algorithm>
#include <utility>

namespace ecdsnap::engine {
namespace {

using boost::asio::awaitable;

constexpr std::uint32_t most_asked = 100'000;  // HistoryQuery::limit

void note(Sites& sites, const ports::HistoryEntry& entry) {
    const auto site = std::find_if(sites.begin(), sites.end(), [&](const auto& candidate) {
        return entry.task && *candidate->id == *entry.task->site;
    });
    if (site == sites.end()) return;
    const core::Task& task = *entry.task;
    (*site)->overdue.ended(entry.slot.key.policy, task.desktop_id, task.disk, task.outcome);
}

// A ledger that cannot be asked costs the order, nothing else.
awaitable<void> recall_overdue(const World& world, Sites& sites, std::int64_t slot_id, core::Outcome outcome) {
    ports::HistoryQuery query;
    query.slot_id = slot_id;
    query.outcome = outcome;
    query.limit = most_asked;
    const auto entries = co_await world.ledger.history(std::move(query));
    if (entries.has_error()) co_return;
    for (const ports::HistoryEntry& entry : entries.value())
        note(sites, entry);
}

}  // namespace

awaitable<void> recall_last_slots(World& world, Sites& sites) {
    auto recent = co_await world.ledger.recent_slots(1);
    if (recent.has_error()) co_return;
    for (core::Slot& slot : recent.value())
        if (slot.state != core::SlotState::open) world.slots.remember(std::move(slot));
    for (const auto& policy : world.policies) {
        const core::Slot* last = world.slots.last(policy->name);
        if (last == nullptr) continue;
        const std::int64_t id = last->id;
        const core::SlotCounts counts = last->counts;
        if (counts.missed > 0) co_await recall_overdue(world, sites, id, core::Outcome::missed);
        if (counts.failed > 0) co_await recall_overdue(world, sites, id, core::Outcome::failed);
    }
}

}  // namespace ecdsnap::engine
