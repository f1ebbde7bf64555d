// What a policy says of whose turn it is: how many of its snapshots may be in progress, what it prefers, what it can do
// without.
#include "simulation/checker.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace ecdsnap::tests {
namespace {

using namespace std::chrono_literals;

// Listings of the inventory that fail may leave so much out of sight.
constexpr core::Millis out_of_sight = 20min;

}  // namespace

const core::TaskRules* Checker::rules_of(const std::string& policy) const {
    for (const PlannedPolicy& planned : plan_.policies)
        if (planned.policy->name == policy) return &planned.policy->rules;
    return nullptr;
}

void Checker::note_state(const std::string& desktop_id, core::DesktopStatus status) {
    states_[desktop_id].push_back({time_.wall(), status});
}

// What this host has sent of the policy at the site and what is not over, by the cloud's own record; without what it
// cannot know of, and what it gives up as stuck.
std::set<TaskName> Checker::on_way(const Site& site, const HostRecord& host, const std::string& whose,
                                   const std::string& policy) const {
    const auto& truth = site.cloud->truth;
    const core::WallTime now = time_.wall();
    std::set<TaskName> found;
    const auto add = [&](const simulation::CreateCall& call) {
        const auto name = task_name_from(call.request.name);
        const bool counts = call.host == whose && !host.forgot(call.started) && name && name->policy == policy;
        if (counts && !two_slots_at_once(*name)) found.insert(*name);
    };
    for (std::size_t number = truth.calls.size(); number > truth.calls.oldest(); --number) {
        const simulation::CreateCall& call = truth.calls[number - 1];
        if (call.started <= now - 3min) break;
        if (!call.caller_left) add(call);
    }
    for (const auto& [id, desktop] : truth.desktops) {
        const auto& places = truth.of_desktop(id);
        for (auto place = places.rbegin(); place != places.rend(); ++place) {
            const simulation::TrueSnapshot& snapshot = truth.snapshots()[*place];
            if (snapshot.shown.created < now - rules_of(policy)->completion) break;
            const bool runs = !snapshot.removed && snapshot.status(now) == core::SnapshotStatus::progressing;
            if (runs && snapshot.cause && !snapshot.late) add(truth.calls[*snapshot.cause]);
        }
    }
    return found;
}

void Checker::check_concurrency(const Site& site, const HostRecord& host, const TaskName& name,
                                const simulation::CreateCall& call) {
    const core::TaskRules* rules = rules_of(name.policy);
    if (rules == nullptr || !rules->concurrency.limits() || two_slots_at_once(name)) return;
    std::set<TaskName> names = on_way(site, host, call.host, name.policy);
    names.insert(name);
    const auto& desktops = site.cloud->truth.desktops;
    const auto office = desktops.find(name.desktop_id);
    const auto same_office = std::count_if(names.begin(), names.end(), [&](const TaskName& one) {
        const auto desktop = desktops.find(one.desktop_id);
        return office != desktops.end() && desktop != desktops.end() &&
               desktop->second.office_site_id == office->second.office_site_id;
    });
    const core::ConcurrencyRules& limit = rules->concurrency;
    const bool too_many = limit.per_site > 0 && names.size() > limit.per_site;
    const bool too_many_there = limit.per_office_site > 0 && same_office > limit.per_office_site;
    if (too_many || too_many_there)
        violate("concurrency",
                fmt::format("{}: {} on their way, {} of them in its office site; {} and {} are allowed", text(name),
                            names.size(), same_office, limit.per_site, limit.per_office_site));
}

bool Checker::stayed_stopped(const std::string& desktop_id, core::WallTime from, core::WallTime to) const {
    const auto place = states_.find(desktop_id);
    if (place == states_.end()) return false;
    const auto& states = place->second;
    for (auto state = states.begin(); state != states.end(); ++state) {
        const auto next = std::next(state);
        const core::WallTime begun = std::max(from, state->first);
        const core::WallTime ended = next == states.end() ? to : std::min(to, next->first);
        if (state->second != core::DesktopStatus::stopped && ended - begun > out_of_sight) return false;
    }
    return true;
}

// There was a snapshot of the policy, and the desktop has been Stopped since before it.
void Checker::check_unchanged(const TaskName& name, const core::Task& task) {
    const core::TaskRules* rules = rules_of(name.policy);
    if (rules == nullptr || policies_changed_) return;
    for (const auto& site : sites_) {
        const auto& truth = site->cloud->truth;
        if (!truth.desktops.contains(name.desktop_id)) continue;
        for (const std::size_t place : truth.of_desktop(name.desktop_id)) {
            const simulation::TrueSnapshot& snapshot = truth.snapshots()[place];
            const auto other = task_name_from(snapshot.shown.name);
            const bool fits = other && other->policy == name.policy && other->disk == name.disk &&
                              snapshot.status(task.settled_at + clock_tolerance) == core::SnapshotStatus::accomplished;
            const core::WallTime made = snapshot.shown.created;
            if (!fits || made > task.settled_at + clock_tolerance) continue;
            if (task.settled_at - made > rules->skip_unchanged + clock_tolerance) continue;
            if (stayed_stopped(name.desktop_id, made, task.settled_at - clock_tolerance)) return;
        }
    }
    violate("false reason", text(name) + ": skipped as unchanged, which it is not: " + task.detail);
}

// Whether the policy explains that nothing was sent for it.
bool Checker::is_policy_will(const TaskName& name, const core::Task& task) {
    const core::TaskRules* rules = rules_of(name.policy);
    switch (task.reason) {
        case core::Reason::unchanged: check_unchanged(name, task); return true;
        case core::Reason::concurrency: return rules == nullptr || rules->concurrency.limits();
        case core::Reason::preferred_state: return rules == nullptr || rules->states.prefer != core::Preference::none;
        default: return false;
    }
}

}  // namespace ecdsnap::tests
