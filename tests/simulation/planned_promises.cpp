#include "simulation/planned_promises.hpp"

#include "core/schedule/spaced_slots.hpp"
#include "core/text/duration_text.hpp"
#include "simulation/dice.hpp"
#include "simulation/planned_times.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace ecdsnap::tests {
namespace {

using core::Millis;
using namespace std::chrono_literals;

// 2026-01-01 00:00 UTC: the slots of an objective without an anchor are counted from there.
constexpr core::WallTime midnight{std::chrono::sys_days{std::chrono::year{2026} / 1 / 1}};

PlannedPolicy& any_policy(Dice& dice, Plan& plan) {
    return plan.policies[dice.below(plan.policies.size())];
}

// Most often soon after one of the policy's slots.
Millis moment_of(Dice& dice, const Plan& plan, const PlannedPolicy& planned) {
    const Millis any = dice.between(1min, plan.trouble - 1h);
    if (dice.chance(25)) return any;
    const auto due = times_of(planned, plan.start + any, plan.start + plan.trouble - 4h).due;
    if (due.empty()) return any;
    const Millis slot = core::WallTime{*due.begin()} - plan.start;
    return std::max(Millis{30s}, slot - Millis{30s} + dice.spread_between(15s, planned.policy->rules.window));
}

Incident incident(IncidentKind kind, Millis at, Millis lasts) {
    Incident made;
    made.kind = kind;
    made.at = std::max(at, Millis{1s});
    made.lasts = lasts;
    return made;
}

// What goes wrong around an approval: the process dies before or soon after it is durable, its ledger is exchanged, or
// the ledger takes nothing.
void disturb(Dice& dice, Plan& plan, Millis approved) {
    const Millis at = approved - Millis{500ms} + dice.spread_between(500ms, 10s);
    Incident made = incident(IncidentKind::crash, at, dice.spread_between(1s, 30min));
    const std::uint64_t kind = dice.below(10);
    if (kind == 0) made.kind = IncidentKind::crash_older;
    if (kind == 1) made.kind = IncidentKind::crash_lost;
    if (kind == 2 || kind == 3) made.kind = IncidentKind::ledger_full;
    if (kind == 4 || kind == 5) made.kind = IncidentKind::ledger_torn;
    const bool crashes = kind < 2 || kind > 5;
    if (!crashes) made.at = std::max(Millis{1s}, approved - dice.between(0s, 5s));
    made.count = dice.below(60);
    made.amount = dice.spread_between(1s, 30min);
    plan.incidents.push_back(made);
    if (!crashes && dice.chance(50))  // what was refused may be there after a restart
        plan.incidents.push_back(incident(IncidentKind::crash, made.at + made.lasts, dice.spread_between(1s, 10min)));
}

void add_approvals(Dice& dice, Plan& plan) {
    const std::uint64_t fleet = plan.sites * plan.desktops;
    const bool all = dice.chance(40);
    for (PlannedPolicy& planned : plan.policies) {
        if (!all && &planned != &plan.policies.back()) continue;
        core::Policy made = *planned.policy;
        made.approve_above = static_cast<std::uint32_t>(dice.below(fleet + 2));
        planned.policy = std::make_shared<const core::Policy>(std::move(made));
    }
    const std::uint64_t approvals = dice.below(6);  // none: nobody ever does
    for (std::uint64_t number = 0; number < approvals; ++number) {
        PlannedPolicy& planned = dice.chance(80) ? plan.policies.back() : any_policy(dice, plan);
        Incident made = incident(IncidentKind::approval, moment_of(dice, plan, planned), 1s);
        if (dice.chance(40)) made.count = 1 + dice.below(fleet + 3);
        made.which = static_cast<std::uint64_t>(&planned - plan.policies.data());
        plan.incidents.push_back(made);
        if (dice.chance(40)) disturb(dice, plan, made.at);
    }
}

// As adapters/yaml makes the slots of a policy without a schedule.
void space_out(PlannedPolicy& planned, core::Policy& made, const core::Objective& objective, bool anchored) {
    core::Spacing spacing;
    spacing.apart = objective.apart(made.rules.window);
    spacing.zone = made.schedule.zone;
    spacing.zone_name = made.schedule.timezone;
    core::WallTime anchor = midnight;
    if (anchored && !planned.grids.empty()) {
        anchor = planned.grids.front().anchor;
        spacing.anchor = std::chrono::floor<std::chrono::seconds>(anchor);
    }
    spacing.calendars = made.schedule.timetable.calendars();
    spacing.purpose = "rpo " + core::duration_text(objective.rpo);
    std::vector<core::Recurrence> recurrences = core::spaced_recurrences(spacing);
    const std::vector<core::Recurrence>& before = made.schedule.timetable.recurrences();
    recurrences.insert(recurrences.end(), std::next(before.begin()), before.end());  // what stands under `also`
    made.schedule.timetable = core::Timetable(std::move(recurrences), spacing.calendars);
    planned.every_hours = 0;
    planned.apart = spacing.apart;
    if (planned.grids.empty()) return;  // by a local clock
    planned.grids.front() = {std::chrono::duration_cast<Millis>(core::step_within(spacing.apart).value()), anchor};
}

void promise(Dice& dice, PlannedPolicy& planned) {
    core::Policy made = *planned.policy;
    core::Objective objective;
    objective.verified_within = dice.one_of<Millis>({10min, 30min, 1h, 2h});
    const Millis least = objective.worst_age(core::shortest_step, made.rules.window);
    objective.rpo = dice.one_of<Millis>({2h, 3h, 4h, 6h, 8h, 12h, 24h, 24h, 36h, 60h});
    objective.rpo = std::max<Millis>(objective.rpo, std::chrono::ceil<std::chrono::minutes>(least));
    if (dice.chance(60)) {
        objective.slots = core::SlotSource::objective;
        space_out(planned, made, objective, dice.chance(40));
    }
    made.objective = objective;
    planned.policy = std::make_shared<const core::Policy>(std::move(made));
}

// Some outlive an objective.
void add_long_pause(Dice& dice, Plan& plan) {
    PlannedPolicy& planned = any_policy(dice, plan);
    Incident made = incident(IncidentKind::pause, moment_of(dice, plan, planned), dice.between(1h, 30h));
    made.amount = dice.chance(50) ? Millis{0} : dice.spread_between(10s, 4h);
    made.count = dice.below(3);
    made.which = static_cast<std::uint64_t>(&planned - plan.policies.data());
    plan.incidents.push_back(made);
}

void add_objectives(Dice& dice, Plan& plan) {
    const bool all = dice.chance(50);
    for (PlannedPolicy& planned : plan.policies)
        if (all || &planned == &plan.policies.front()) promise(dice, planned);
    const std::uint64_t pauses = dice.below(3);
    for (std::uint64_t number = 0; number < pauses; ++number)
        add_long_pause(dice, plan);
}

}  // namespace

void draw_promises(Plan& plan) {
    Dice dice(plan.seed + 0x9e0b1535);
    if (dice.chance(30)) add_approvals(dice, plan);
    if (dice.chance(30)) add_objectives(dice, plan);
}

}  // namespace ecdsnap::tests
