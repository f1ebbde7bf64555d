// What policies promise: that it is told once when a pause breaks it, and that it holds again when all is well.
#include "core/text/duration_text.hpp"
#include "core/text/utc_text.hpp"
#include "simulation/checker.hpp"
#include "simulation/event_fields.hpp"
#include "simulation/planned_times.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace ecdsnap::tests {
namespace {

using namespace std::chrono_literals;

// A broken objective is told within so long, where nothing is in the way.
constexpr core::Millis told_within = 15min;
// After so long an end that a listing shows is known.
constexpr core::Millis known_within = 1h;
// From when on slots of the calm must be done.
constexpr core::Millis calm_enough = 1h;

// What keeps a daemon from reading, knowing the time, or telling.
bool hinders(IncidentKind kind) {
    switch (kind) {
        case IncidentKind::crash:
        case IncidentKind::crash_older:
        case IncidentKind::crash_lost:
        case IncidentKind::stop:
        case IncidentKind::suspend:
        case IncidentKind::step_wall:
        case IncidentKind::cloud_down:
        case IncidentKind::reads_fail:
        case IncidentKind::credentials_expire:
        case IncidentKind::throttle:
        case IncidentKind::ledger_full:
        case IncidentKind::ledger_torn:
        case IncidentKind::ledger_unread:
        case IncidentKind::reload_observe: return true;
        default: return false;
    }
}

// A policy's own rules say that it does without a snapshot for once.
bool by_own_rules(core::Reason reason) {
    switch (reason) {
        case core::Reason::overlapped:
        case core::Reason::replaced:
        case core::Reason::earlier_task:
        case core::Reason::concurrency:
        case core::Reason::preferred_state:
        case core::Reason::unchanged:
        case core::Reason::hibernated:
        case core::Reason::waking:
        case core::Reason::not_approved: return true;
        default: return false;
    }
}

}  // namespace

bool Checker::in_the_way(core::WallTime from, core::WallTime to) const {
    return std::any_of(plan_.incidents.begin(), plan_.incidents.end(), [&](const Incident& incident) {
        const core::WallTime begun = plan_.start + incident.at;
        return hinders(incident.kind) && begun <= to && begun + incident.lasts + 20min >= from;
    });
}

// ECDS-1125
void Checker::note_broken_objective(const std::string& host, const core::Event& event) {
    const PlannedPolicy* broken = planned(field(event, "policy"));
    if (broken == nullptr) return;  // it has another name for a while
    const core::Policy& policy = *broken->policy;
    const auto newest = std::chrono::floor<std::chrono::seconds>(instant_of(field(event, "slot")));
    HostRecord& record = hosts_.at(host);
    const std::string words = policy.name + ": " + event.message;
    if (!policy.objective || record.observed.contains(policy.name)) return violate("objective falsely broken", words);
    if (time_.wall() + clock_tolerance < newest + policy.objective->rpo)
        return violate("objective falsely broken", "too early: " + words);
    const auto key = std::find_if(ever_paused_.begin(), ever_paused_.end(), [&](const core::PauseKey& one) {
        return event.message.starts_with(core::text(one) + " is paused until ");
    });
    if (key == ever_paused_.end()) return violate("objective falsely broken", "nobody paused it: " + words);
    check_newest(host, *broken, newest);
    const auto watch = record.watches.find(*key);
    if (watch == record.watches.end()) return;  // its answer was lost, or its ledger exchanged
    if (!watch->second.broken.insert(policy.name).second) violate("objective told broken twice", words);
}

// No whole slot of verified snapshots is newer than the one that the daemon counts from.
void Checker::check_newest(const std::string& host, const PlannedPolicy& broken, core::SlotInstant told) {
    const bool all_known = hosts_.size() == 1 && hosts_.at(host).forgotten.empty();
    if (!all_known || policies_changed_ || !ever_absent_.empty()) return;
    std::size_t disks = 0;
    for (const auto& site : sites_)
        for (const auto& [id, desktop] : site->cloud->truth.desktops)
            disks += desktop.has_data_disk ? 2 : 1;
    std::map<core::SlotInstant, std::size_t> verified;
    for (const auto& [name, record] : tasks_) {
        if (name.policy != broken.policy->name || name.instant <= told || two_slots_at_once(name)) continue;
        const auto made = live_of(name);
        verified[name.instant] += std::any_of(made.begin(), made.end(), [&](const simulation::TrueSnapshot* one) {
            const bool over = one->ends_at && *one->ends_at + known_within < time_.wall();
            return over && one->end == core::SnapshotStatus::accomplished && !in_the_way(*one->ends_at, time_.wall());
        });
    }
    for (const auto& [slot, count] : verified)
        if (count == disks)
            violate("objective falsely broken",
                    fmt::format("{} counts from {}, but has all snapshots of {}", broken.policy->name,
                                core::utc_text(told), core::utc_text(slot)));
}

void Checker::note_pause_left(const std::string& host, const core::PauseKey& key) {
    auto& watches = hosts_.at(host).watches;
    const auto watch = watches.find(key);
    if (watch == watches.end()) return;
    check_pause_told(host, key, watch->second);
    watch->second.ends_unseen = true;
}

// The pause is over, or is going to be: which objectives did it break?
void Checker::check_pause_told(const std::string& host, const core::PauseKey& key, const PauseWatch& watch) {
    const bool elsewhere = key.scope == core::PauseScope::site && sites_.size() > 1;  // snapshots go on there
    if (watch.ends_unseen || hosts_.size() > 1 || policies_changed_ || elsewhere) return;
    const HostRecord& record = hosts_.at(host);
    for (const PlannedPolicy& planned : plan_.policies) {
        const core::Policy& policy = *planned.policy;
        const bool covered = key.scope != core::PauseScope::policy || key.name == policy.name;
        if (!policy.objective || !covered || watch.broken.contains(policy.name)) continue;
        // Nothing is newer than the pause.
        const core::WallTime broken = std::max({watch.since + policy.objective->rpo, record.started, record.clock_set});
        const core::WallTime told = broken + told_within;
        if (time_.wall() < told || in_the_way(broken, told)) continue;
        const core::WallTime end = std::min(watch.until, time_.wall());
        if (times_of(planned, watch.since + 1min, end - 1min).due.empty())
            continue;  // none is held, or it is not known
        violate("broken objective untold",
                fmt::format("{} promises {}, and {} was paused from {} until {}", policy.name,
                            core::duration_text(policy.objective->rpo), core::text(key), core::utc_text(watch.since),
                            core::utc_text(time_.wall())));
    }
}

void Checker::check_objectives(core::WallTime trouble_over) {
    if (policies_changed_) return;
    for (const PlannedPolicy& kept : plan_.policies) {
        if (!kept.policy->objective) continue;
        for (const auto& site : sites_)
            for (const auto& [id, desktop] : site->cloud->truth.desktops) {
                if (ever_absent_.contains(id)) continue;
                check_objective(kept, TaskName{kept.policy->name, {}, id, core::DiskKind::system}, trouble_over);
                if (desktop.has_data_disk)
                    check_objective(kept, TaskName{kept.policy->name, {}, id, core::DiskKind::data}, trouble_over);
            }
    }
}

// By the cloud's own record; nullopt: one of them keeps the disk busy for ever.
std::optional<std::vector<Checker::Verified>> Checker::verified_of(const TaskName& disk) const {
    std::vector<Verified> verified;
    for (const auto& site : sites_)
        for (const std::size_t place : site->cloud->truth.of_desktop(disk.desktop_id)) {
            const simulation::TrueSnapshot& snapshot = site->cloud->truth.snapshots()[place];
            if (snapshot.removed || snapshot.shown.disk != disk.disk) continue;
            const core::SnapshotStatus status = snapshot.status(time_.wall());
            if (status == core::SnapshotStatus::progressing) return std::nullopt;
            const auto name = task_name_from(snapshot.shown.name);
            if (name && name->policy == disk.policy && status == core::SnapshotStatus::accomplished)
                verified.push_back({*snapshot.ends_at, core::WallTime{name->instant}});
        }
    std::ranges::sort(verified, {}, &Verified::at);
    return verified;
}

// The newest verified snapshot is of the newest slot of the calm whose time to be verified is over, and with slots that
// the objective makes it never is older than promised.
void Checker::check_objective(const PlannedPolicy& kept, const TaskName& disk, core::WallTime trouble_over) {
    const core::Policy& policy = *kept.policy;
    const core::Millis rpo = policy.objective->rpo;
    const auto verified = verified_of(disk);
    if (!verified) return;
    // A machine that sleeps into the calm opens no slots before it wakes.
    const core::WallTime calm = std::max(trouble_over, hosts_.at("first").wakes) + calm_enough;
    const bool makes_slots = policy.objective->slots == core::SlotSource::objective && kept.closed.empty();
    core::WallTime newest{};
    core::WallTime too_old{};  // at that moment the newest one was of `of`
    core::WallTime of{};
    const auto judge = [&](core::WallTime moment) {
        if (moment <= calm + rpo || moment <= newest + rpo) return;
        too_old = moment;
        of = newest;
    };
    for (const Verified& next : *verified) {
        if (makes_slots) judge(next.at);
        newest = std::max(newest, next.slot);
    }
    const core::WallTime end = time_.wall();
    if (makes_slots) judge(end);
    const auto due = times_of(kept, calm, end - policy.rules.window - policy.objective->verified_within).due;
    if (!due.empty() && newest < core::WallTime{*due.rbegin()}) {
        too_old = end;
        of = newest;
    }
    if (too_old == core::WallTime{}) return;
    const bool excused = std::any_of(outcomes_.begin(), outcomes_.end(), [&](const auto& outcome) {
        const TaskName& name = outcome.first;
        const bool same = name.policy == disk.policy && name.desktop_id == disk.desktop_id && name.disk == disk.disk;
        const core::WallTime slot{name.instant};
        return same && slot > of && slot <= too_old && by_own_rules(outcome.second.task->reason);
    });
    if (excused) return;
    violate("objective not held", fmt::format("{} {} {}: at {} its newest snapshot is not as young as {} promises",
                                              disk.policy, disk.desktop_id, core::text(disk.disk),
                                              core::utc_text(too_old), core::text(*policy.objective)));
}

}  // namespace ecdsnap::tests
