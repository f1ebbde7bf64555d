#include "core/forecast/plan_warning.hpp"

#include "core/forecast/policy_warnings.hpp"
#include "core/forecast/shared_disks.hpp"
#include "core/policy/desktop_zones.hpp"
#include "core/text/duration_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

namespace ecdsnap::core {
namespace {

std::string counted(std::uint64_t count, const char* one) {
    return fmt::format("{} {}{}", count, one, count == 1 ? "" : "s");
}

std::string local(const Policy& policy, SlotInstant slot) {
    return slot_local_time(policy.schedule, slot);
}

using SlotsOf = std::vector<std::vector<const PlannedSlot*>>;  // by policy, ascending

SlotsOf by_policy(std::size_t policies, const Forecast& ahead) {
    SlotsOf slots(policies);
    for (const PlannedSlot& slot : ahead.slots)
        slots[slot.policy].push_back(&slot);
    return slots;
}

void warn_of_nothing(const std::vector<Policy>& policies, const Fleet& fleet, const std::vector<PolicyReach>& reach,
                     std::vector<PlanWarning>& warnings) {
    std::uint64_t all = 0;
    for (const FleetSite& site : fleet)
        all += site.desktops.size();
    for (std::size_t place = 0; place < policies.size(); ++place) {
        if (reach[place].tasks() > 0) continue;
        PlanWarning warning;
        warning.policy = policies[place].name;
        const std::uint64_t left_out = reach[place].left_out;
        warning.sentence = fmt::format("policy {} covers none of {}", policies[place].name, counted(all, "desktop"));
        if (left_out > 0)
            warning.sentence += fmt::format(": {} that it selects {} left out by `exclude` or a tag",
                                            counted(left_out, "desktop"), left_out == 1 ? "is" : "are");
        else
            warning.sentence += "; `ecdsnap explain DESKTOP` says by which condition";
        warnings.push_back(std::move(warning));
    }
}

struct NearSlots {
    std::uint64_t count = 0;  // of the one policy's slots
    SlotInstant first{};
    SlotInstant other{};
};

NearSlots near_each_other(const std::vector<const PlannedSlot*>& one, const std::vector<const PlannedSlot*>& other) {
    NearSlots found;
    std::size_t from = 0;
    for (const PlannedSlot* slot : one) {
        while (from < other.size() && other[from]->instant + near_slots <= slot->instant)
            ++from;
        if (from == other.size()) break;
        for (std::size_t at = from; at < other.size() && other[at]->instant < slot->instant + near_slots; ++at) {
            if (!slot->zones.meets(other[at]->zones)) continue;
            if (found.count++ > 0) break;
            found.first = slot->instant;
            found.other = other[at]->instant;
            break;
        }
    }
    return found;
}

void warn_of_same_disks(const std::vector<Policy>& policies, const Fleet& fleet, const std::vector<PolicyReach>& reach,
                        const SlotsOf& slots, std::vector<PlanWarning>& warnings) {
    for (std::size_t one = 0; one < policies.size(); ++one)
        for (std::size_t other = one + 1; other < policies.size(); ++other) {
            const NearSlots near = near_each_other(slots[one], slots[other]);
            if (near.count == 0) continue;
            const std::uint64_t disks = shared_disks(fleet, policies[one], reach[one], policies[other], reach[other]);
            if (disks == 0) continue;
            PlanWarning warning;
            warning.kind = PlanWarningKind::same_disks;
            warning.policy = policies[one].name;
            warning.other = policies[other].name;
            warning.slots = near.count;
            warning.disks = disks;
            warning.first = near.first;
            warning.sentence = fmt::format(
                "policies {} and {} both cover {}, and {} of {} less than {} apart, the first at {} and {}: the disk "
                "gets two snapshots, and the second one waits for the first",
                policies[one].name, policies[other].name, counted(disks, "disk"), counted(near.count, "slot"),
                near.count == 1 ? "the one is" : "the one are", duration_text(near_slots),
                local(policies[one], near.first), local(policies[other], near.other));
            warnings.push_back(std::move(warning));
        }
}

struct WorstSlot {
    std::uint64_t slots = 0;
    const PlannedSlot* slot = nullptr;
    const PlannedWork* work = nullptr;
};

WorstSlot worst_of(const std::vector<const PlannedSlot*>& slots) {
    WorstSlot worst;
    for (const PlannedSlot* slot : slots) {
        worst.slots += slot->left_over() > 0 ? 1 : 0;
        for (const PlannedWork& work : slot->work)
            if (work.left_over > (worst.work == nullptr ? 0 : worst.work->left_over)) {
                worst.slot = slot;
                worst.work = &work;
            }
    }
    return worst;
}

std::string way_out(const PlannedWork& work, const TaskRules& rules, double rate) {
    const auto calls = static_cast<double>(work.calls);
    const auto window = std::chrono::duration<double>(rules.window).count();
    if (calls <= rate * window && rules.spread < rules.window)
        return "other policies need the rate at the same time; move one of them";
    const auto needed = std::chrono::ceil<std::chrono::minutes>(std::chrono::duration<double>(calls / rate));
    return fmt::format("it takes a window of {} or {:.0f} calls a second", duration_text(needed),
                       std::ceil(calls / window));
}

void warn_of_short_windows(const std::vector<Policy>& policies, const Fleet& fleet, const Forecast& ahead,
                           const SlotsOf& slots, std::vector<PlanWarning>& warnings) {
    for (std::size_t place = 0; place < policies.size(); ++place) {
        const WorstSlot worst = worst_of(slots[place]);
        if (worst.slot == nullptr) continue;
        const TaskRules& rules = policies[place].rules;
        const double rate = ahead.sites[worst.work->site].rate;
        PlanWarning warning;
        warning.kind = PlanWarningKind::window_too_short;
        warning.policy = policies[place].name;
        warning.slots = worst.slots;
        warning.disks = worst.work->left_over;
        warning.first = worst.slot->instant;
        warning.sentence = fmt::format(
            "policy {}: {} of {} at {} do not fit its window of {} at {:.4g} calls a second (slot of {}; {} of {} "
            "slots are too full); {}",
            policies[place].name, worst.work->left_over, counted(worst.work->calls, "disk"),
            text(fleet[worst.work->site].id), duration_text(rules.window), rate,
            local(policies[place], worst.slot->instant), worst.slots, slots[place].size(),
            way_out(*worst.work, rules, rate));
        warnings.push_back(std::move(warning));
    }
}

void warn_of_service_hours(const std::vector<Policy>& policies, const std::vector<PolicyReach>& reach,
                           const SlotsOf& slots, std::vector<PlanWarning>& warnings) {
    for (std::size_t place = 0; place < policies.size(); ++place) {
        PlanWarning warning;
        for (const PlannedSlot* slot : slots[place])
            if (in_service_hours(slot->instant) && warning.slots++ == 0) warning.first = slot->instant;
        warning.disks = reach[place].tasks();
        if (warning.slots == 0 || warning.disks == 0) continue;
        warning.kind = PlanWarningKind::service_hours;
        warning.policy = policies[place].name;
        warning.sentence = fmt::format(
            "policy {}: {} of {} between 22:00 and 06:00 UTC+8 (the first {}), when the service makes snapshots of its "
            "own; a disk has one at a time, so that some of {} may have to wait inside the window of {}",
            policies[place].name, warning.slots,
            slots[place].size() == 1 ? "1 slot is" : fmt::format("{} slots are", slots[place].size()),
            local(policies[place], warning.first), counted(warning.disks, "disk"),
            duration_text(policies[place].rules.window));
        warnings.push_back(std::move(warning));
    }
}

// Whether somebody has approved so many is the ledger's to say.
void warn_of_approval(const std::vector<Policy>& policies, const std::vector<PolicyReach>& reach,
                      std::vector<PlanWarning>& warnings) {
    for (std::size_t place = 0; place < policies.size(); ++place) {
        const Policy& policy = policies[place];
        const std::uint64_t desktops = reach[place].desktops();
        if (!policy.approve_above || policy.mode == Mode::observe || desktops <= *policy.approve_above) continue;
        PlanWarning warning;
        warning.kind = PlanWarningKind::needs_approval;
        warning.policy = policy.name;
        warning.disks = reach[place].tasks();
        warning.sentence = fmt::format(
            "policy {} covers {}, more than the {} of its approve_above: its slots wait for `ecdsnap approve {}`, "
            "unless "
            "so many have been approved",
            policy.name, counted(desktops, "desktop"), *policy.approve_above, policy.name);
        warnings.push_back(std::move(warning));
    }
}

}  // namespace

std::vector<PlanWarning> warnings_of(const std::vector<Policy>& policies, const Fleet& fleet,
                                     const std::vector<PolicyReach>& reach, const Forecast& ahead) {
    std::vector<PlanWarning> warnings;
    const SlotsOf slots = by_policy(policies.size(), ahead);
    warn_of_nothing(policies, fleet, reach, warnings);
    warn_of_same_disks(policies, fleet, reach, slots, warnings);
    warn_of_short_windows(policies, fleet, ahead, slots, warnings);
    warn_of_service_hours(policies, reach, slots, warnings);
    warn_of_approval(policies, reach, warnings);
    std::ranges::move(policy_warnings(policies, ahead.from), std::back_inserter(warnings));
    return warnings;
}

bool in_service_hours(SlotInstant slot) {
    using namespace std::chrono_literals;
    const auto there = slot + 8h;
    const auto time = there - std::chrono::floor<std::chrono::days>(there);
    return time >= 22h || time < 6h;
}

const char* text(PlanWarningKind kind) {
    switch (kind) {
        case PlanWarningKind::matches_nothing: return "matches_nothing";
        case PlanWarningKind::same_disks: return "same_disks";
        case PlanWarningKind::window_too_short: return "window_too_short";
        case PlanWarningKind::service_hours: return "service_hours";
        case PlanWarningKind::needs_approval: return "needs_approval";
        case PlanWarningKind::objective_broken: return "objective_broken";
        case PlanWarningKind::calendar_ends: return "calendar_ends";
    }
    return "?";
}

}  // namespace ecdsnap::core
