// What belongs to a policy, and goes with it.
#include "adapters/control/metrics/metric_samples.hpp"

#include <chrono>
#include <cstdint>

namespace ecdsnap::adapters {
namespace {

constexpr core::Outcome outcomes[] = {core::Outcome::done, core::Outcome::skipped, core::Outcome::missed,
                                      core::Outcome::failed};

std::uint32_t count_of(const core::SlotCounts& counts, core::Outcome outcome) {
    switch (outcome) {
        case core::Outcome::none: return counts.unsettled();
        case core::Outcome::done: return counts.done;
        case core::Outcome::skipped: return counts.skipped;
        case core::Outcome::missed: return counts.missed;
        case core::Outcome::failed: return counts.failed;
    }
    return 0;
}

bool covers(const core::Pause& pause, const std::string& policy) {
    return pause.key.scope == core::PauseScope::everything ||
           (pause.key.scope == core::PauseScope::policy && pause.key.name == policy);
}

void add_slots(MetricSamples& samples, const ports::PolicyStatus& policy, const ports::PolicyFigures& figures) {
    double unsettled = 0;
    double unlikely = 0;
    for (const core::Slot& slot : policy.open_slots) {
        unsettled += slot.counts.unsettled();
        if (slot.outlook) unlikely += static_cast<double>(slot.outlook->left_over);
    }
    samples.add(Metric::policy_slots_open, {policy.name}, static_cast<double>(policy.open_slots.size()));
    samples.add(Metric::policy_tasks_open, {policy.name}, unsettled);
    samples.add(Metric::policy_tasks_unlikely, {policy.name}, unlikely);
    if (policy.next_slot) samples.add_time(Metric::policy_next_slot, {policy.name}, *policy.next_slot);
    if (figures.last_slot_end) samples.add_time(Metric::policy_last_slot_end, {policy.name}, *figures.last_slot_end);
    if (!policy.last_slot) return;
    samples.add_time(Metric::policy_last_slot, {policy.name}, policy.last_slot->key.instant);
    samples.add(Metric::policy_last_slot_missed, {policy.name}, figures.last_slot_missed ? 1 : 0);
    for (const core::Outcome outcome : outcomes)
        samples.add(Metric::policy_last_slot_tasks, {policy.name, core::text(outcome)},
                    count_of(policy.last_slot->counts, outcome));
}

void add_promises(MetricSamples& samples, const ports::PolicyStatus& policy, const ports::PolicyFigures& figures,
                  bool past_known) {
    if (policy.approve_above)
        samples.add(Metric::policy_unapproved, {policy.name}, static_cast<double>(policy.unapproved));
    if (!policy.objective) return;
    samples.add(Metric::policy_objective, {policy.name}, std::chrono::duration<double>(policy.objective->rpo).count());
    samples.add(Metric::policy_pause_breaks, {policy.name}, policy.breach ? 1 : 0);
    if (!past_known) return;
    samples.add(Metric::policy_over_objective, {policy.name}, static_cast<double>(figures.over_objective));
}

// What has happened, and that all goes well where nothing has.
void add_tasks(MetricSamples& samples, const std::string& policy, const core::TaskTally& tally) {
    const auto row = tally.rows().find(policy);
    for (const core::Outcome outcome : outcomes)
        for (std::size_t place = 0; place < core::reason_classes; ++place) {
            const auto kind = static_cast<core::ReasonClass>(place);
            const std::uint64_t count = row == tally.rows().end() ? 0 : row->second.count(outcome, kind);
            const bool always = outcome == core::Outcome::done && kind == core::ReasonClass::good;
            if (count == 0 && !always) continue;
            samples.add(Metric::tasks, {policy, core::text(outcome), core::text(kind)}, static_cast<double>(count));
        }
}

}  // namespace

void add_policies(MetricSamples& samples, const ports::MetricFacts& facts) {
    std::uint64_t excused = 0;
    for (const ports::PolicyFigures& figures : facts.policies)
        excused += figures.over_objective_excused;
    if (facts.past_known) samples.add(Metric::disks_excused, static_cast<double>(excused));
    for (std::size_t place = 0; place < facts.policies.size(); ++place) {
        const ports::PolicyStatus& policy = facts.status.policies[place];
        const ports::PolicyFigures& figures = facts.policies[place];
        samples.add(Metric::policy_desktops, {policy.name}, static_cast<double>(policy.desktops));
        if (policy.observes) samples.add(Metric::policy_observes, {policy.name}, 1);
        for (const core::Pause& pause : facts.status.pauses)
            if (covers(pause, policy.name)) {
                samples.add(Metric::policy_paused, {policy.name}, 1);
                break;
            }
        add_slots(samples, policy, figures);
        add_promises(samples, policy, figures, facts.past_known);
        add_tasks(samples, policy.name, facts.tasks);
    }
}

}  // namespace ecdsnap::adapters
