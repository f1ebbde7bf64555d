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
// Before a window's end nobody is woken in the last three minutes, and the waiting ones are looked at every few
// seconds.
constexpr core::Millis last_woken_before = 3min + 20s;

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

// Others of its policy had all its places when it could be woken for the last time: a place that came free later was
// one for a desktop that is awake.
bool Checker::had_no_place(const TaskName& name, core::WallTime window_end) const {
    const core::WallTime moment = window_end - last_woken_before;
    const core::TaskRules* rules = rules_of(name.policy);
    if (rules == nullptr || !rules->concurrency.limits()) return false;
    for (const auto& site : sites_) {
        const auto& desktops = site->cloud->truth.desktops;
        const auto own = desktops.find(name.desktop_id);
        if (own == desktops.end()) continue;
        std::uint32_t all = 0;
        std::uint32_t same_office = 0;
        for (const auto& [other, entry] : outcomes_) {
            const auto desktop = desktops.find(other.desktop_id);
            const auto record = tasks_.find(other);
            if (other.policy != name.policy || desktop == desktops.end() || record == tasks_.end()) continue;
            const bool begun = site->cloud->truth.calls[record->second.numbers.front()].started <= moment;
            if (!begun || entry.task->settled_at < moment) continue;
            ++all;
            same_office += desktop->second.office_site_id == own->second.office_site_id;
        }
        const core::ConcurrencyRules& limit = rules->concurrency;
        return (limit.per_site > 0 && all >= limit.per_site) ||
               (limit.per_office_site > 0 && same_office >= limit.per_office_site);
    }
    return false;
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
