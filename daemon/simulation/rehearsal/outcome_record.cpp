#include "simulation/rehearsal/outcome_record.hpp"

#include <algorithm>
#include <variant>

namespace ecdsnap::simulation {
namespace {

constexpr std::size_t most_examples = 3;

core::PolicyNames names_of(const RehearsalPlan& plan) {
    core::PolicyNames names;
    for (const auto& policy : plan.policies)
        names.insert(policy->name);
    return names;
}

RehearsedPolicy described(const core::Policy& policy, const RehearsalPlan& plan) {
    const core::PolicyNames names = names_of(plan);
    RehearsedPolicy described;
    described.name = policy.name;
    described.schedule = policy.schedule.timetable.text();
    described.timezone = policy.schedule.timezone;
    described.window = policy.rules.window;
    for (const RehearsedSite& site : plan.sites) {
        std::uint64_t& disks = described.disks.emplace_back();
        for (const core::Desktop& desktop : site.desktops) {
            if (core::coverage_of(plan.coverage, names, policy, desktop, site.id) != core::Coverage::covered) continue;
            ++described.desktops;
            disks += policy.disks.system ? 1 : 0;
            disks += policy.disks.data && desktop.has_data_disk ? 1 : 0;
        }
    }
    return described;
}

// A slot that a calendar took away or moved: a rule, not a fault. Its reason says so (core/schedule/timetable.hpp).
bool taken_away(const core::Slot& slot) {
    return slot.state == core::SlotState::passed && slot.reason.starts_with("skipped");
}

std::uint32_t& count_of(core::SlotCounts& counts, core::Outcome outcome) {
    switch (outcome) {
        case core::Outcome::done: return counts.done;
        case core::Outcome::skipped: return counts.skipped;
        case core::Outcome::missed: return counts.missed;
        case core::Outcome::failed:
        case core::Outcome::none: break;  // only settled tasks are counted by outcome
    }
    return counts.failed;
}

}  // namespace

OutcomeRecord::OutcomeRecord(const RehearsalPlan& plan) {
    for (const auto& policy : plan.policies) {
        policies_.emplace(policy->name, report_.policies.size());
        report_.policies.push_back(described(*policy, plan));
    }
    for (const RehearsedSite& site : plan.sites) {
        RehearsedSiteReport shown;
        shown.site = site.id;
        shown.desktops = site.desktops.size();
        shown.ceiling = site.limits.requests_per_second;
        shown.creates_per_second = site.creates_per_second;
        report_.sites.push_back(std::move(shown));
        SiteDisks disks;
        disks.id = site.id;
        for (const core::Desktop& desktop : site.desktops)
            disks.desktops.emplace_back(desktop.id, desktop.name);
        std::sort(disks.desktops.begin(), disks.desktops.end());
        disks.snapshots.resize(disks.desktops.size());
        disks_.push_back(std::move(disks));
    }
}

void OutcomeRecord::note(std::span<const ports::LedgerChange> changes) {
    for (const ports::LedgerChange& change : changes)
        std::visit([this](const auto& one) { see(one); }, change);
}

void OutcomeRecord::see(const core::Slot& slot) {
    const auto policy = policies_.find(slot.key.policy);
    if (policy == policies_.end()) return;
    const auto known = open_.find(slot.id);
    if (known == open_.end()) {
        if (taken_away(slot)) {
            ++report_.policies[policy->second].slots_taken;
            return;
        }
        auto& slots = report_.policies[policy->second].slots;
        RehearsedSlot shown;
        shown.instant = slot.key.instant;
        shown.local_time = slot.local_time;
        shown.opened = slot.state != core::SlotState::passed;
        shown.late = shown.opened && !slot.reason.empty();
        if (!shown.opened) shown.reason = slot.reason;
        shown.begin = shown.late ? slot.opened_at : core::WallTime{slot.key.instant};
        shown.window_end = slot.window_end;
        if (shown.opened) ++slots_;
        if (slot.state == core::SlotState::open) open_.emplace(slot.id, OpenSlot{policy->second, slots.size(), {}});
        slots.push_back(std::move(shown));
    } else if (slot.state == core::SlotState::closed) {
        open_.erase(known);
    }
}

void OutcomeRecord::see(const core::Task& task) {
    const auto found = open_.find(task.slot_id);
    if (found == open_.end()) return;  // closed: nothing but late suspects can change there, and no answer is late here
    OpenSlot& open = found->second;
    const auto [known, is_new] = open.tasks.try_emplace(task.id, Ending{});
    if (is_new) {
        ++slot_of(open).counts.tasks;
        ++unsettled_;
    }
    const bool settled = task.state == core::TaskState::settled;
    const Ending ending = settled ? Ending{task.outcome, task.reason} : Ending{};
    if (known->second == ending) return;
    take_back(open, task, std::exchange(known->second, ending));
    count(open, task, ending);
}

void OutcomeRecord::see(const ports::Tasks& tasks) {
    for (const core::Task& task : *tasks.all)
        see(task);
}

void OutcomeRecord::count(const OpenSlot& open, const core::Task& task, Ending ending) {
    if (ending.first == core::Outcome::none) return;
    RehearsedSlot& slot = slot_of(open);
    --unsettled_;
    ++count_of(slot.counts, ending.first);
    ++report_.policies[open.policy].endings[ending];
    slot.finished = std::max(slot.finished.value_or(task.settled_at), task.settled_at);
    if (task.accepted_at != core::WallTime{})
        slot.last_start = std::max(slot.last_start.value_or(task.accepted_at), task.accepted_at);
    if (std::uint32_t* snapshots = snapshots_of(task); ending.first == core::Outcome::done && snapshots != nullptr)
        ++*snapshots;
    if (ending.first != core::Outcome::done) note_not_done(open, task, ending);
}

void OutcomeRecord::take_back(const OpenSlot& open, const core::Task& task, Ending ending) {
    if (ending.first == core::Outcome::none) return;
    ++unsettled_;
    --count_of(slot_of(open).counts, ending.first);
    auto& endings = report_.policies[open.policy].endings;
    if (--endings[ending] == 0) endings.erase(ending);
    if (std::uint32_t* snapshots = snapshots_of(task); ending.first == core::Outcome::done && snapshots != nullptr)
        --*snapshots;
    const auto group = not_done_.find(EndingKey(open.policy, ending.first, ending.second));
    if (group != not_done_.end() && --group->second.count == 0) not_done_.erase(group);
}

std::uint32_t* OutcomeRecord::snapshots_of(const core::Task& task) {
    for (SiteDisks& site : disks_) {
        if (site.id != *task.site) continue;
        const auto place = std::lower_bound(site.desktops.begin(), site.desktops.end(), task.desktop_id,
                                            [](const auto& one, const std::string& id) { return one.first < id; });
        if (place == site.desktops.end() || place->first != task.desktop_id) return nullptr;
        const auto desktop = static_cast<std::size_t>(place - site.desktops.begin());
        return &site.snapshots[desktop][task.disk == core::DiskKind::system ? 0 : 1];
    }
    return nullptr;
}

void OutcomeRecord::note_not_done(const OpenSlot& open, const core::Task& task, Ending ending) {
    const EndingKey key(open.policy, ending.first, ending.second);
    NotDone& group = not_done_[key];
    const std::string& local_time = slot_of(open).local_time;
    if (group.count == 0) {
        group.policy = report_.policies[open.policy].name;
        group.outcome = ending.first;
        group.reason = ending.second;
        group.detail = task.detail;
        group.first_slot = local_time;
        counted_slot_.erase(key);
    }
    ++group.count;
    std::int64_t& counted = counted_slot_[key];
    if (std::exchange(counted, task.slot_id) != task.slot_id) ++group.slots;
    if (group.first_slot == local_time && group.examples.size() < most_examples)
        group.examples.push_back(task.desktop_id + " " + core::text(task.disk));
}

void OutcomeRecord::count_disks() {
    for (const SiteDisks& site : disks_)
        for (std::size_t desktop = 0; desktop < site.desktops.size(); ++desktop)
            for (const std::size_t disk : {0U, 1U}) {
                const std::uint64_t snapshots = site.snapshots[desktop][disk];
                if (snapshots == 0) continue;
                report_.snapshots += snapshots;
                ++report_.disks_with_snapshots;
                if (report_.fullest && report_.fullest->snapshots >= snapshots) continue;
                const auto& [id, name] = site.desktops[desktop];
                const auto kind = disk == 0 ? core::DiskKind::system : core::DiskKind::data;
                report_.fullest = DiskCount{site.id, id, name, core::text(kind), snapshots};
            }
}

RehearsalReport OutcomeRecord::report() {
    for (const auto& [id, open] : open_) {
        RehearsedSlot& slot = slot_of(open);
        if (slot.counts.unsettled() == 0) continue;
        slot.finished.reset();
        report_.policies[open.policy].endings[Ending{}] += slot.counts.unsettled();
    }
    for (auto& [key, group] : not_done_)
        report_.not_done.push_back(std::move(group));
    count_disks();
    for (RehearsedPolicy& policy : report_.policies) {
        std::sort(policy.slots.begin(), policy.slots.end(),
                  [](const RehearsedSlot& one, const RehearsedSlot& other) { return one.instant < other.instant; });
    }
    return std::move(report_);
}

}  // namespace ecdsnap::simulation
