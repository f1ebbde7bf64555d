#include "simulation/ledger_state.hpp"

#include "core/clock_trust.hpp"
#include "core/figures/excused_disks.hpp"

#include <algorithm>
#include <set>

namespace ecdsnap::simulation {
namespace {

// As after a restart. What is stored is copied, so that a field which is not stored can never come back by mistake.
core::Task stored_form(const core::Task& task) {
    core::Task stored;
    stored.id = task.id;
    stored.slot_id = task.slot_id;
    stored.site = task.site;
    stored.desktop_id = task.desktop_id;
    stored.desktop_name = task.desktop_name;
    stored.disk = task.disk;
    stored.state = task.state;
    stored.outcome = task.outcome;
    stored.reason = task.reason;
    stored.detail = task.detail;
    stored.base_name = task.base_name;
    stored.snapshot_number = task.snapshot_number;
    stored.send_number = task.send_number;
    stored.failed_snapshots = task.failed_snapshots;
    stored.snapshot_id = task.snapshot_id;
    stored.accepted_at = task.accepted_at;
    stored.settled_at = task.settled_at;
    stored.reopened = task.reopened;
    stored.vanished_once = task.vanished_once;
    for (const auto& suspect : task.suspects) {
        auto& kept = stored.suspects.emplace_back();
        kept.snapshot_number = suspect.snapshot_number;
        kept.send_number = suspect.send_number;
    }
    return stored;
}

bool needed_at_start(const core::Task& task, bool slot_is_open) {
    return slot_is_open || task.state != core::TaskState::settled || !task.suspects.empty();
}

bool matches(const core::Slot& slot, const ports::HistoryQuery& query) {
    return (!query.policy || slot.key.policy == *query.policy) && (!query.since || slot.key.instant >= *query.since) &&
           (!query.until || slot.key.instant <= *query.until) && (!query.slot_id || slot.id == *query.slot_id);
}

bool matches(const core::Task& task, const ports::HistoryQuery& query) {
    return (!query.desktop_id || task.desktop_id == *query.desktop_id) && (!query.site || *task.site == *query.site) &&
           (!query.outcome || task.outcome == *query.outcome);
}

}  // namespace

LedgerState::Identity LedgerState::identity_of(const core::Task& task) {
    return {task.slot_id, task.desktop_id, core::text(task.disk), *task.site};
}

// One pass over the changes, with what the earlier ones of them will have added.
class LedgerState::Check {
public:
    explicit Check(const LedgerState& state) : state_(state) {}

    bool refuses(const core::Slot& slot) {
        const auto known = state_.slots_.find(slot.id);
        if (known != state_.slots_.end()) return known->second.key != slot.key;
        const auto added = slots_.emplace(slot.id, slot.key);
        if (!added.second) return added.first->second != slot.key;
        return state_.slot_ids_.contains(slot.key) || !keys_.insert(slot.key).second;
    }

    bool refuses(const core::Task& task) {
        if (!task.site) return true;
        const auto identity = identity_of(task);
        const auto known = state_.tasks_.find(task.id);
        if (known != state_.tasks_.end()) return identity_of(known->second) != identity;
        const auto added = tasks_.emplace(task.id, identity);
        if (!added.second) return added.first->second != identity;
        if (!state_.slots_.contains(task.slot_id) && !slots_.contains(task.slot_id)) return true;
        return state_.task_ids_.contains(identity) || !identities_.insert(identity).second;
    }

    bool refuses(const ports::Tasks& tasks) {
        return std::any_of(tasks.all->begin(), tasks.all->end(), [this](const auto& task) { return refuses(task); });
    }

    bool refuses(const core::Extra& extra) {
        return state_.keeps_tasks_ && !state_.tasks_.contains(extra.task_id) && !tasks_.contains(extra.task_id);
    }

    template <class Memory>
    bool refuses(const Memory&) {
        return false;
    }

private:
    const LedgerState& state_;
    std::map<std::int64_t, core::SlotKey> slots_;
    std::set<core::SlotKey> keys_;
    std::map<std::int64_t, Identity> tasks_;
    std::set<Identity> identities_;
};

std::optional<std::string> LedgerState::contradiction(std::span<const ports::LedgerChange> changes) const {
    Check check(*this);
    for (const auto& change : changes)
        if (std::visit([&](const auto& one) { return check.refuses(one); }, change))
            return "the change contradicts what is stored; it was left out";
    return std::nullopt;
}

void LedgerState::apply(std::span<const ports::LedgerChange> changes, core::WallTime now) {
    believed_until_ = now + core::ClockTrust::tolerance;
    for (const auto& change : changes)
        std::visit([this](const auto& one) { put(one); }, change);
    last_commit_ = now;
    rewritten_ = false;
    cut_off_ = true;
}

void LedgerState::put(const core::Slot& slot) {
    slots_[slot.id] = slot;
    slot_ids_[slot.key] = slot.id;
    next_slot_id_ = std::max(next_slot_id_, slot.id + 1);
}

void LedgerState::put(const core::Task& task) {
    if (!keeps_tasks_) return;
    const auto [place, added] = tasks_.try_emplace(task.id);
    auto extras = std::move(place->second.extras);  // those are changes of their own
    place->second = stored_form(task);
    place->second.extras = std::move(extras);
    if (added) task_ids_.emplace(identity_of(task), task.id);
    next_task_id_ = std::max(next_task_id_, task.id + 1);
    if (task.outcome != core::Outcome::done || task.accepted_at == core::WallTime{}) return;
    core::WallTime& newest = verified_[{*task.site, std::string{task.desktop_id.view()}, task.disk}];
    newest = newest > believed_until_ ? task.accepted_at : std::max(newest, task.accepted_at);
}

void LedgerState::put(const ports::Tasks& tasks) {
    for (const core::Task& task : *tasks.all)
        put(task);
}

void LedgerState::put(const core::Extra& extra) {
    if (!keeps_tasks_) return;
    auto& extras = tasks_.at(extra.task_id).extras;
    const auto known = std::find_if(extras.begin(), extras.end(),
                                    [&](const auto& other) { return other.snapshot_id == extra.snapshot_id; });
    if (known != extras.end())
        *known = extra;
    else
        extras.push_back(extra);
}

void LedgerState::put(const core::PolicyMemory& policy) {
    policies_[policy.name] = policy;
}

void LedgerState::put(const ports::SiteMemory& memory) {
    sites_[memory.site] = memory;
}

void LedgerState::put(const ports::StartRecord& start) {
    starts_[start.token] = start;
}

void LedgerState::put(const core::Pause& pause) {
    pauses_[pause.key] = pause;
}

void LedgerState::put(const core::Approval& approval) {
    approvals_[approval.policy] = approval;
}

void LedgerState::put(const core::Wake& wake) {
    wakes_[{wake.site, wake.desktop_id}] = wake;
}

ports::LedgerContents LedgerState::contents() const {
    ports::LedgerContents contents;
    contents.made_new = !last_commit_;
    contents.rewritten = rewritten_;
    contents.cut_off = cut_off_;
    contents.last_commit = last_commit_;
    for (const auto& [token, start] : starts_)
        contents.starts.push_back(start);
    std::stable_sort(contents.starts.begin(), contents.starts.end(),
                     [](const auto& left, const auto& right) { return left.at < right.at; });
    std::set<std::int64_t> open;
    for (const auto& [id, slot] : slots_) {
        if (slot.state != core::SlotState::open) continue;
        open.insert(id);
        contents.open_slots.push_back(slot);
    }
    for (const auto& [id, task] : tasks_)
        if (needed_at_start(task, open.contains(task.slot_id))) contents.tasks.push_back(task);
    for (const auto& [name, policy] : policies_)
        contents.policies.push_back(policy);
    for (const auto& [site, memory] : sites_)
        contents.sites.push_back(memory);
    for (const auto& [key, pause] : pauses_)
        if (pause.ended == core::WallTime{}) contents.pauses.push_back(pause);
    for (const auto& [policy, approval] : approvals_)
        contents.approvals.push_back(approval);
    for (const auto& [key, wake] : wakes_)
        if (wake.state != core::WakeState::over) contents.wakes.push_back(wake);
    contents.next_slot_id = next_slot_id_;
    contents.next_task_id = next_task_id_;
    return contents;
}

const core::Task* LedgerState::task(std::int64_t id) const {
    const auto found = tasks_.find(id);
    return found == tasks_.end() ? nullptr : &found->second;
}

const core::Task* LedgerState::task(const ports::TaskIdentity& identity) const {
    const auto slot_id = slot_ids_.find(identity.slot);
    if (slot_id == slot_ids_.end()) return nullptr;
    const Identity wanted(slot_id->second, identity.desktop_id, core::text(identity.disk), identity.site);
    const auto id = task_ids_.find(wanted);
    return id == task_ids_.end() ? nullptr : task(id->second);
}

const core::Slot* LedgerState::slot(const core::SlotKey& key) const {
    const auto id = slot_ids_.find(key);
    return id == slot_ids_.end() ? nullptr : &slots_.at(id->second);
}

std::vector<const core::Task*> LedgerState::tasks_of(std::int64_t slot_id) const {
    std::vector<const core::Task*> found;
    auto next = task_ids_.lower_bound(Identity(slot_id, "", "", core::SiteId{}));
    for (; next != task_ids_.end() && std::get<0>(next->first) == slot_id; ++next)
        found.push_back(task(next->second));
    return found;
}

std::vector<const core::Slot*> LedgerState::newest_first() const {
    std::vector<const core::Slot*> found;
    for (const auto& [id, slot] : slots_)
        found.push_back(&slot);
    std::sort(found.begin(), found.end(), [](const auto* left, const auto* right) {
        return std::tie(left->key.instant, left->id) > std::tie(right->key.instant, right->id);
    });
    return found;
}

std::vector<ports::HistoryEntry> LedgerState::history(const ports::HistoryQuery& query) const {
    const auto limit = std::min<std::uint32_t>(query.limit, 100'000);
    std::vector<ports::HistoryEntry> entries;
    const auto add = [&](const core::Slot& slot, std::optional<core::Task> task) {
        if (entries.size() >= limit) return;
        auto& entry = entries.emplace_back();
        entry.slot = slot;
        entry.task = std::move(task);
    };
    for (const auto* slot : newest_first()) {
        if (entries.size() >= limit) break;
        if (!matches(*slot, query)) continue;
        const auto tasks = tasks_of(slot->id);
        if (tasks.empty() && !query.outcome && !query.desktop_id && !query.site) add(*slot, std::nullopt);
        for (const auto* task : tasks)
            if (matches(*task, query)) add(*slot, *task);
    }
    return entries;
}

std::vector<core::Slot> LedgerState::recent_slots(std::uint32_t per_policy) const {
    std::map<std::string, std::vector<core::Slot>> of_policy;
    for (const auto* slot : newest_first()) {
        auto& found = of_policy[slot->key.policy];
        if (found.size() < per_policy) found.push_back(*slot);
    }
    std::vector<core::Slot> all;
    for (const auto& [policy, found] : of_policy)
        all.insert(all.end(), found.begin(), found.end());
    return all;
}

ports::LedgerFigures LedgerState::figures() const {
    ports::LedgerFigures figures;
    for (const auto& [disk, made_at] : verified_) {
        const auto& [site, desktop_id, kind] = disk;
        figures.verified.push_back({std::make_shared<const core::SiteId>(site), desktop_id, kind, made_at});
    }
    for (const auto& [id, task] : tasks_)
        figures.extras += task.extras.size();
    for (const core::Slot& slot : recent_slots(1)) {
        if (slot.state == core::SlotState::open || slot.counts.tasks == 0) continue;
        core::WallTime end{};
        for (const core::Task* task : tasks_of(slot.id))
            end = std::max(end, task->settled_at);
        figures.last_ends.emplace(slot.key.policy, end);
    }
    add_last_tasks(figures);
    return figures;
}

void LedgerState::add_last_tasks(ports::LedgerFigures& figures) const {
    std::map<std::string, int> slots_of;
    std::set<std::tuple<std::string, std::string, core::DiskKind>> ended;  // in a newer slot
    for (const core::Slot* slot : newest_first()) {
        if (slot->state == core::SlotState::passed || ++slots_of[slot->key.policy] > 2) continue;
        for (const core::Task* task : tasks_of(slot->id)) {
            const std::string desktop{task->desktop_id.view()};
            if (task->outcome != core::Outcome::done && !verified_.contains({*task->site, desktop, task->disk}))
                figures.known_since[desktop] = first_opened(desktop);
            if (task->outcome == core::Outcome::none) continue;
            const bool last = ended.emplace(slot->key.policy, desktop, task->disk).second;
            if (last && core::excuses(task->outcome, task->reason))
                figures.excused.push_back({slot->key.policy, desktop, task->disk});
        }
    }
}

core::WallTime LedgerState::first_opened(const std::string& desktop_id) const {
    std::int64_t first = next_slot_id_;
    for (const auto& [id, task] : tasks_)
        if (task.desktop_id.view() == desktop_id) first = std::min(first, task.slot_id);
    return slots_.at(first).opened_at;
}

bool LedgerState::may_go(const core::Slot& slot, core::WallTime older_than) const {
    if (slot.state == core::SlotState::open || slot.key.instant >= older_than) return false;
    const auto tasks = tasks_of(slot.id);
    return std::none_of(tasks.begin(), tasks.end(), [](const auto* task) { return needed_at_start(*task, false); });
}

std::uint64_t LedgerState::prune(core::WallTime older_than) {
    std::uint64_t removed = 0;
    std::erase_if(wakes_, [&](const auto& one) {
        return one.second.state == core::WakeState::over && one.second.ended < older_than;
    });
    std::erase_if(verified_, [&](const auto& one) { return one.second < older_than; });
    for (auto next = slots_.begin(); next != slots_.end();) {
        const auto slot = next++;
        if (!may_go(slot->second, older_than)) continue;
        for (const auto* task : tasks_of(slot->first)) {
            task_ids_.erase(identity_of(*task));
            tasks_.erase(task->id);
            ++removed;
        }
        slot_ids_.erase(slot->second.key);
        slots_.erase(slot);
    }
    return removed;
}

}  // namespace ecdsnap::simulation
