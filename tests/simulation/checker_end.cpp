// What must be true when everything has been well for a day.
#include "core/text/utc_text.hpp"
#include "simulation/checker.hpp"
#include "simulation/planned_times.hpp"
#include "simulation/planned_zones.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace ecdsnap::tests {
namespace {

using namespace std::chrono_literals;

constexpr core::Millis noticed = 12min;  // a desktop that came: two listings of the inventory

TaskName name_of(const ports::HistoryEntry& entry) {
    return TaskName{entry.slot.key.policy, entry.slot.key.instant, entry.task->desktop_id, entry.task->disk};
}

}  // namespace

bool Checker::troubled(core::WallTime from, core::WallTime to) const {
    return std::any_of(troubles_.begin(), troubles_.end(),
                       [&](const Trouble& trouble) { return trouble.from <= to && trouble.to >= from; });
}

// The first listing may leave desktops out that nobody can miss.
bool Checker::just_started(core::WallTime moment) const {
    const auto& starts = hosts_.at("first").starts;
    return std::any_of(starts.begin(), starts.end(),
                       [&](core::WallTime start) { return moment >= start - 2min && moment <= start + 20min; });
}

bool Checker::forgotten_anywhere(core::WallTime moment) const {
    return std::any_of(hosts_.begin(), hosts_.end(), [&](const auto& host) {
        return std::any_of(host.second.forgotten.begin(), host.second.forgotten.end(), [&](const Forgotten& span) {
            return moment >= span.from - 13h && moment <= span.recovered + 15min;
        });
    });
}

void Checker::note_history(const simulation::LedgerState& ledger, History which) {
    ports::HistoryQuery query;
    query.limit = 100'000;
    for (const ports::HistoryEntry& entry : ledger.history(query)) {
        slots_in_history_[{entry.slot.key.policy, entry.slot.key.instant}] = entry.slot;
        if (!entry.task) continue;
        const bool settled = entry.task->outcome != core::Outcome::none;
        if (settled || which == History::last) outcomes_[name_of(entry)] = entry;
    }
}

std::uint64_t Checker::done() const {
    return static_cast<std::uint64_t>(std::count_if(outcomes_.begin(), outcomes_.end(), [](const auto& outcome) {
        return outcome.second.task->outcome == core::Outcome::done;
    }));
}

void Checker::check_end(core::WallTime trouble_over) {
    check_outcomes(trouble_over);
    check_extras();
    check_slots(trouble_over);
    check_tasks_of_slots(trouble_over);
    check_zones();
    check_arrivals(trouble_over);
    check_put_back(time_.wall());
    check_objectives(trouble_over);
}

void Checker::check_outcomes(core::WallTime trouble_over) {
    for (const auto& [name, entry] : outcomes_)
        if (core::WallTime{name.instant} < trouble_over) check_outcome(entry);
}

// I2, and what each outcome claims.
void Checker::check_outcome(const ports::HistoryEntry& entry) {
    const core::Task& task = *entry.task;
    const TaskName name = name_of(entry);
    if (two_slots_at_once(name)) return;
    if (task.outcome == core::Outcome::none)
        return violate("stuck",
                       text(name) + " is not settled: " + core::text(task.state) + ", " + core::text(task.reason));
    if (task.outcome != core::Outcome::done) return check_not_done(name, entry);
    const simulation::TrueSnapshot* snapshot = find_snapshot(task.snapshot_id);
    if (snapshot == nullptr || snapshot->end != core::SnapshotStatus::accomplished ||
        task_name_from(snapshot->shown.name) != name)
        violate("false done", text(name) + " with " + task.snapshot_id);
}

void Checker::check_not_done(const TaskName& name, const ports::HistoryEntry& entry) {
    const core::Task& task = *entry.task;
    const std::string words = fmt::format("{}: {} ({})", text(name), core::text(task.outcome), core::text(task.reason));
    for (const simulation::TrueSnapshot* snapshot : live_of(name)) {
        if (snapshot->status(time_.wall()) != core::SnapshotStatus::accomplished || hosts_.size() > 1) continue;
        const auto& cause = sites_[tasks_.at(name).site]->cloud->truth.calls[*snapshot->cause];
        if (!hosts_.at(cause.host).forgot(cause.started))
            violate("not seen", words + " although " + snapshot->shown.id + " is there");
    }
    if (task.reason == core::Reason::gone && !ever_absent_.contains(name.desktop_id))
        violate("false reason", words + ", but it always was there");
    if (task.reason == core::Reason::policy_removed && !policies_changed_)
        violate("false reason", words + ", but no policy went");
    if (task.reason == core::Reason::paused && !was_paused(name))
        violate("false reason", words + ", but nobody paused it");
    if (is_policy_will(name, task) || waited_for_approval(name, entry)) return;
    if (task.reason == core::Reason::hibernated && !ever_asleep_.contains(name.desktop_id))
        violate("false reason", words + ", but it never slept");
    // Asleep, and its policy skips it; or it did not wake in time, or others had to be back first, or done first.
    if (task.reason == core::Reason::hibernated) return;
    const bool woken_in_vain =
        plan_.awake < 10 || tried_to_wake(name, entry.slot.window_end) || had_no_place(name, entry.slot.window_end);
    if (task.reason == core::Reason::waking && woken_in_vain) return;
    // A place came free when creates were just held back for an answer that was lost.
    if (task.reason == core::Reason::unreachable && had_no_place(name, entry.slot.window_end)) return;
    const bool waits_for_itself = task.reason == core::Reason::earlier_task ||
                                  task.reason == core::Reason::overlapped || task.reason == core::Reason::replaced;
    const auto arrived = arrivals_.find(name.desktop_id);
    const bool came_at_the_end = arrived != arrivals_.end() && entry.slot.window_end < arrived->second + noticed;
    const bool tried = came_at_the_end || tasks_.contains(name);
    if (forgotten_anywhere(core::WallTime{name.instant})) return;
    if (!tried && !waits_for_itself && !troubled(core::WallTime{name.instant} - 10min, entry.slot.window_end + 10min))
        violate("never tried", words + ", though nothing was wrong");
}

// I1: what is there beyond the recorded snapshot is reported.
void Checker::check_extras() {
    const bool all_known = hosts_.size() == 1 && hosts_.begin()->second.forgotten.empty();
    if (!all_known && !stamps_whole()) return;
    for (const auto& [name, record] : tasks_) {
        if (two_slots_at_once(name)) continue;
        std::vector<std::string> unreported;
        for (const simulation::TrueSnapshot* snapshot : live_of(name))
            if (!reported_extras_.contains(snapshot->shown.id)) unreported.push_back(snapshot->shown.id);
        if (unreported.size() > 1)
            violate("unreported extra", fmt::format("{}: {}", text(name), fmt::join(unreported, ", ")));
    }
}

// No night passes unnoticed: each due instant was opened or is in the history as missed.
void Checker::check_slots(core::WallTime trouble_over) {
    if (policies_changed_) return;
    for (const PlannedPolicy& planned : plan_.policies) {
        const PlannedTimes times = times_of(planned, plan_.start + 2min, trouble_over);
        for (const core::SlotInstant due : times.due) {
            const SlotName slot{planned.policy->name, due};
            if (!forgotten_anywhere(core::WallTime{due}) && !slots_in_history_.contains(slot))
                violate("slot lost", slot.first + " " + core::utc_text(due) + " is nowhere in the history");
        }
        for (const core::SlotInstant taken : times.taken)
            if (!forgotten_anywhere(core::WallTime{taken})) check_taken({planned.policy->name, taken});
    }
}

// What a calendar takes away is recorded as that.
void Checker::check_taken(const SlotName& slot) {
    const std::string words = slot.first + " " + core::utc_text(slot.second);
    const auto found = slots_in_history_.find(slot);
    if (found == slots_in_history_.end()) return violate("slot lost", words + ", taken by a calendar, is nowhere");
    const core::Slot& record = found->second;
    const bool told = record.reason.starts_with("skipped (calendar") || record.reason.starts_with("moved to");
    if (record.state != core::SlotState::passed || !told)
        violate("taken slot", words + " was taken by a calendar, but is recorded as: " + record.reason);
}

// Every disk of every desktop that was there all the time has its task in every slot that was opened.
void Checker::check_tasks_of_slots(core::WallTime trouble_over) {
    if (policies_changed_) return;
    for (const auto& [slot, record] : slots_in_history_) {
        const core::WallTime due{slot.second};
        if (record.state == core::SlotState::passed || due >= trouble_over) continue;
        if (record.key.kind == core::SlotKind::manual || forgotten_anywhere(due)) continue;
        // Another daemon's, found after its window: what that one had not made is not known.
        const bool adopted = record.reason.starts_with("adopted");
        if (hosts_.size() > 1 && adopted && record.opened_at > record.window_end) continue;
        // One listing of the desktops after a start may have shown too few, and been the last that came through.
        if (plan_.faults.desktop_lists > 0 && just_started(record.opened_at - record.inventory_age)) continue;
        for (const auto& site : sites_) {
            for (const auto& [id, desktop] : site->cloud->truth.desktops) {
                if (ever_absent_.contains(id) || !is_for(slot, desktop)) continue;
                if (came_too_late(slot, record.opened_at, desktop)) continue;
                for (const core::DiskKind disk : {core::DiskKind::system, core::DiskKind::data}) {
                    if (disk == core::DiskKind::data && !desktop.has_data_disk) continue;
                    const TaskName name{slot.first, slot.second, id, disk};
                    if (!outcomes_.contains(name)) violate("task lost", text(name) + " has no outcome");
                }
            }
        }
    }
}

// A slot that is due in no zone, a new policy's first one, is for all desktops.
bool Checker::is_for(const SlotName& slot, const core::Desktop& desktop) const {
    const auto planned =
        std::ranges::find_if(plan_.policies, [&](const auto& one) { return one.policy->name == slot.first; });
    if (planned == plan_.policies.end() || planned->away.empty()) return true;
    const auto due = [&](bool away) {
        const core::WallTime instant{slot.second};
        return times_in_zone(*planned, away, instant - 1s, instant + 1s).due.contains(slot.second);
    };
    const bool away = is_away(desktop);
    return due(away) || !due(!away);
}

// A slot that is caught up leaves out desktops of a zone in which a later one was due meanwhile.
bool Checker::came_too_late(const SlotName& slot, core::WallTime opened, const core::Desktop& desktop) const {
    const auto planned =
        std::ranges::find_if(plan_.policies, [&](const auto& one) { return one.policy->name == slot.first; });
    if (planned == plan_.policies.end() || planned->away.empty()) return false;
    return !times_in_zone(*planned, is_away(desktop), core::WallTime{slot.second}, opened + clock_tolerance)
                .due.empty();
}

// No desktop has a task in a slot of another zone.
void Checker::check_zones() {
    if (policies_changed_ || !plan_.some_away) return;
    for (const auto& [name, entry] : outcomes_) {
        if (entry.slot.key.kind == core::SlotKind::manual || two_slots_at_once(name)) continue;
        for (const auto& site : sites_) {
            const auto desktop = site->cloud->truth.desktops.find(name.desktop_id);
            if (desktop == site->cloud->truth.desktops.end()) continue;
            if (!is_for({name.policy, name.instant}, desktop->second))
                violate("another zone's slot", text(name) + " is due for other desktops only");
        }
    }
}

// Desktops that appear while a slot's window is open join it.
void Checker::check_arrivals(core::WallTime trouble_over) {
    if (policies_changed_ || plan_.faults.desktop_lists > 0) return;
    for (const auto& [id, arrived] : arrivals_) {
        if (troubled(arrived, arrived + noticed) || forgotten_anywhere(arrived) || arrived + noticed > trouble_over)
            continue;
        for (const auto& [slot, record] : slots_in_history_) {
            const bool scheduled = record.key.kind == core::SlotKind::scheduled;
            if (!scheduled || record.state == core::SlotState::passed) continue;
            if (forgotten_anywhere(core::WallTime{slot.second})) continue;  // a lost ledger knows it no more
            if (record.opened_at > arrived || record.window_end < arrived + noticed) continue;
            const auto here = std::ranges::find_if(
                sites_, [&, desktop = id](const auto& site) { return site->cloud->truth.desktops.contains(desktop); });
            if (here == sites_.end() || !is_for(slot, (*here)->cloud->truth.desktops.at(id))) continue;
            const TaskName name{slot.first, slot.second, id, core::DiskKind::system};
            if (!outcomes_.contains(name)) violate("task lost", text(name) + ": it came in time and has no outcome");
        }
    }
}

}  // namespace ecdsnap::tests
