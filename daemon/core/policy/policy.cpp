// check_policy: the rules that hold for every policy, wherever its values come from.
#include "core/policy/policy.hpp"

#include "core/policy/snapshot_name.hpp"
#include "core/schedule/spaced_slots.hpp"
#include "core/text/duration_text.hpp"

#include <fmt/format.h>

namespace ecdsnap::core {
namespace {

using Problems = std::vector<PolicyProblem>;

void check_text(const TextResult<void>& checked, std::string field, Problems& problems) {
    if (!checked) problems.push_back({std::move(field), {}, checked.error().problem, checked.error().allowed});
}

void check_coverage(const Policy& policy, Problems& problems) {
    if (const auto error = check_policy_name(policy.name))
        problems.push_back({"name", {}, error->problem, error->allowed});
    if (!policy.select.has_condition())
        problems.push_back({"select", {}, "selects nothing", "name: \"*\" for all desktops"});
    if (!policy.disks.system && !policy.disks.data)
        problems.push_back({"disks", {}, "names no disk", "system, data or both"});
    if (!policy.rules.states.running && !policy.rules.states.stopped)
        problems.push_back({"states.stopped", "states.running", "allows neither running nor stopped desktops",
                            "at least one of running and stopped true"});
}

// What is preferred must be possible, and what is skipped must be allowed.
void check_states(const TaskRules& rules, Problems& problems) {
    const StateRules& states = rules.states;
    if (states.prefer == Preference::stopped && !states.stopped)
        problems.push_back({"states.prefer", "states.stopped", "prefers stopped desktops, which the policy leaves out",
                            "stopped: true, or another preference"});
    if (states.prefer_until < Millis{0}) problems.push_back({"states.prefer_until", {}, "is negative", "0s or more"});
    if (states.prefer != Preference::none && states.prefer_until >= rules.window)
        problems.push_back({"states.prefer_until", "schedule.window",
                            fmt::format("{} is not shorter than the window of {}: nothing would ever be waited for",
                                        duration_text(states.prefer_until), duration_text(rules.window)),
                            fmt::format("less than {}", duration_text(rules.window))});
    if (rules.skip_unchanged > Millis{0} && !states.stopped)
        problems.push_back({"skip_unchanged", "states.stopped",
                            "skips stopped desktops that are unchanged, and the policy leaves out all stopped ones",
                            "stopped: true, or no skip_unchanged"});
}

// What a policy that wakes desktops needs for it.
void check_waking(const Policy& policy, Problems& problems) {
    const auto& rules = policy.rules;
    if (rules.states.hibernated != Hibernated::wake) return;
    if (!rules.states.running)
        problems.push_back({"states.hibernated", "states.running",
                            "wakes desktops of which it then takes no snapshot: a woken one is Running",
                            "skip, or running: true"});
    if (rules.window > Millis{0} && rules.window < least_waking_window)
        problems.push_back({"schedule.window", "states.hibernated",
                            fmt::format("{} is too short to wake a desktop first", duration_text(rules.window)),
                            fmt::format("{} or more with hibernated: wake", duration_text(least_waking_window))});
}

void check_positive(Millis duration, std::string field, Problems& problems) {
    if (duration <= Millis{0})
        problems.push_back(
            {std::move(field), {}, fmt::format("{} is too short", duration_text(duration)), "more than 0s"});
}

void check_times(const Policy& policy, Problems& problems) {
    const auto& rules = policy.rules;
    check_positive(rules.window, "schedule.window", problems);
    check_positive(rules.completion, "completion", problems);
    check_positive(policy.schedule.catch_up_within, "schedule.catch_up_within", problems);
    check_positive(rules.retry.first, "retry.first", problems);
    if (rules.spread < Millis{0}) problems.push_back({"schedule.spread", {}, "is negative", "0s or more"});
    if (rules.window > Millis{0} && rules.spread >= rules.window)
        problems.push_back({"schedule.window", "schedule.spread",
                            fmt::format("{} is not longer than the spread of {}: some desktops would have no time left",
                                        duration_text(rules.window), duration_text(rules.spread)),
                            fmt::format("more than {}", duration_text(rules.spread))});
    if (rules.retry.most < rules.retry.first)
        problems.push_back({"retry.most", "retry.first",
                            fmt::format("{} is shorter than retry.first of {}", duration_text(rules.retry.most),
                                        duration_text(rules.retry.first)),
                            fmt::format("{} or more", duration_text(rules.retry.first))});
    if (rules.retry.attempts == 0) problems.push_back({"retry.attempts", {}, "is 0", "1 or more"});
    if (rules.priority > highest_priority)
        problems.push_back({"priority", {}, fmt::format("{} is too high", rules.priority), "0 to 100"});
    if (rules.skip_unchanged < Millis{0}) problems.push_back({"skip_unchanged", {}, "is negative", "0s or more"});
}

// An objective that no schedule could hold.
void check_objective(const Policy& policy, Problems& problems) {
    if (!policy.objective) return;
    const Objective& objective = *policy.objective;
    check_positive(objective.verified_within, "objective.verified_within", problems);
    const Millis window = policy.rules.window;
    if (window <= Millis{0} || step_within(objective.apart(window))) return;
    const Millis least = objective.worst_age(shortest_step, window);
    problems.push_back(
        {"objective.rpo", "schedule.window",
         fmt::format("{} leaves no time between slots: a snapshot may be started {} after its slot (schedule.window) "
                     "and verified {} later (objective.verified_within)",
                     duration_text(objective.rpo), duration_text(window), duration_text(objective.verified_within)),
         fmt::format("{} or more, or a shorter schedule.window", duration_text(least))});
}

}  // namespace

std::vector<PolicyProblem> check_policy(const Policy& policy) {
    Problems problems;
    check_coverage(policy, problems);
    check_states(policy.rules, problems);
    check_times(policy, problems);
    check_objective(policy, problems);
    check_waking(policy, problems);
    check_text(check_template(policy.rules.name_template, TemplateUse::name), "snapshot.name", problems);
    check_text(check_template(policy.rules.description_template, TemplateUse::description), "snapshot.description",
               problems);
    return problems;
}

}  // namespace ecdsnap::core
