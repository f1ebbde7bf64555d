#include "engine/approvals.hpp"

#include "core/policy/coverage.hpp"
#include "core/slot/slot_tasks.hpp"
#include "core/text/utc_text.hpp"
#include "engine/engine.hpp"
#include "engine/task_reports.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <limits>
#include <map>
#include <utility>
#include <vector>

namespace ecdsnap::engine {
namespace {

using boost::asio::awaitable;

core::Error refusal(core::ErrorClass kind, std::string message) {
    core::Error error;
    error.kind = kind;
    error.message = std::move(message);
    return error;
}

std::string too_many(const World& world, const std::string& policy, std::uint64_t desktops) {
    const auto rule = world.policy(policy);
    const std::uint32_t above = rule ? rule->approve_above.value_or(0) : 0;
    return core::too_many_text(policy, desktops, above, world.approvals.find(policy));
}

void ask_all(Sites& sites) {
    for (auto& site : sites)
        ask_all_again(*site);
}

std::string unlisted(const Sites& sites) {
    std::string names;
    for (const auto& site : sites)
        if (site->unused.empty() && !site->inventory.complete())
            names += (names.empty() ? "" : ", ") + core::text(*site->id);
    return names;
}

}  // namespace

void guard_policies(World& world, Sites& sites) {
    std::map<std::string, std::uint32_t> above;
    for (const auto& policy : world.policies)
        if (policy->approve_above && policy->mode == core::Mode::act)
            above.emplace(policy->name, *policy->approve_above);
    world.approvals.guard(std::move(above));
    ask_all(sites);
}

bool waits_for_approval(const World& world, const core::Slot& slot) {
    const auto limit = world.approvals.limit_of(slot.key.policy);
    return limit && world.slots.desktops(slot.id) > *limit;
}

void tell_unapproved(World& world, Sites& sites) {
    std::erase_if(world.unapproved_told, [&](std::int64_t id) {
        const core::Slot* slot = world.slots.find(id);
        return slot == nullptr || !waits_for_approval(world, *slot);
    });
    for (const auto& [id, slot] : world.slots.open()) {
        if (slot.counts.unsettled() == 0 || !waits_for_approval(world, slot)) continue;
        if (!world.unapproved_told.insert(id).second) continue;
        core::Event event =
            slot_event(core::EventId::approval_needed,
                       fmt::format("{}: nothing more of this slot is sent until `ecdsnap approve {}`",
                                   too_many(world, slot.key.policy, world.slots.desktops(id)), slot.key.policy),
                       slot);
        event.fields.push_back({"count", std::to_string(world.slots.desktops(id))});
        event.fields.push_back({"until", core::utc_text(slot.window_end)});
        world.events.emit(std::move(event));
        ask_all(sites);
    }
}

std::uint64_t covered_desktops(const World& world, const Sites& sites, const core::Policy& policy) {
    std::uint64_t count = 0;
    for (const auto& site : sites)
        for (const core::Desktop& desktop : site->inventory.desktops())
            if (core::coverage_of(world.coverage, world.policy_names, policy, desktop, *site->id) ==
                    core::Coverage::covered &&
                !core::disks_of(desktop, policy.disks).empty())
                ++count;
    return count;
}

std::string why_not_approved(const World& world, const Sites& sites, const core::Policy& policy) {
    const auto limit = world.approvals.limit_of(policy.name);
    if (!limit) return {};
    const std::uint64_t desktops = covered_desktops(world, sites, policy);
    if (desktops <= *limit) return {};
    return fmt::format("{}; `ecdsnap approve {}` allows it while the daemon runs, and then it can be run",
                       too_many(world, policy.name, desktops), policy.name);
}

// How many desktops an approval without a number is about: those of the slots that wait, and those that are covered
// now. The error: that cannot be known.
core::Result<std::uint32_t> Engine::desktops_to_approve(const core::Policy& policy) const {
    if (const std::string names = unlisted(sites_); !names.empty())
        return refusal(core::ErrorClass::not_ready,
                       fmt::format("the desktops of {} have not been listed yet, so how many policy {} covers is not "
                                   "known; wait for the first listing, or say how many with --up-to N",
                                   names, policy.name));
    std::uint64_t desktops = covered_desktops(world_, sites_, policy);
    for (const auto& [id, slot] : world_.slots.open())
        if (slot.key.policy == policy.name) desktops = std::max<std::uint64_t>(desktops, world_.slots.desktops(id));
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(desktops, std::numeric_limits<std::uint32_t>::max()));
}

awaitable<core::Result<core::Approval>> Engine::approve(std::string name, std::optional<std::uint32_t> up_to,
                                                        std::string by) {
    const auto policy = world_.policy(name);
    if (!policy) co_return refusal(core::ErrorClass::gone, fmt::format("there is no policy '{}'", name));
    if (!policy->approve_above)
        co_return refusal(core::ErrorClass::bad_request,
                          fmt::format("policy {} has no approve_above: it runs without an approval", name));
    core::Approval approval;
    approval.policy = name;
    approval.by = std::move(by);
    approval.at = world_.clock.wall_now();
    if (up_to) {
        approval.up_to = *up_to;
    } else {
        const auto desktops = desktops_to_approve(*policy);
        if (desktops.has_error()) co_return desktops.error();
        approval.up_to = core::with_room_to_grow(desktops.value());
    }
    const auto alarm = world_.clock.make_alarm();
    std::vector<ports::LedgerChange> changes;
    changes.emplace_back(approval);
    const bool durable = co_await world_.writer.commit(std::move(changes), *alarm);
    if (!durable)
        co_return refusal(core::ErrorClass::local, "the ledger cannot be written: " + world_.writer.problem() +
                                                       "; whether this was stored shows after a restart, so repeat it");
    world_.approvals.put(approval);
    core::Event event{
        core::EventId::approved,
        fmt::format("policy {} may run over up to {} desktops, approved by {}", name, approval.up_to, approval.by),
        {}};
    event.fields.push_back({"policy", name});
    event.fields.push_back({"by", approval.by});
    event.fields.push_back({"count", std::to_string(approval.up_to)});
    world_.events.emit(std::move(event));
    ask_all(sites_);
    slot_loop_.wake();  // a smaller number than before may hold a slot again, which is to be told
    co_return approval;
}

}  // namespace ecdsnap::engine
