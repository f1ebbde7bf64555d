#include "core/dispatch/concurrency_queue.hpp"

namespace ecdsnap::core {
namespace {

bool below(std::uint32_t taken, std::uint32_t limit) {
    return limit == 0 || taken < limit;
}

bool has_one(ConcurrencyQueue::Standing standing) {
    return standing == ConcurrencyQueue::Standing::on_way || standing == ConcurrencyQueue::Standing::called;
}

}  // namespace

void ConcurrencyQueue::add(const Need& need, const std::string& policy, const std::string& office_site,
                           ConcurrencyRules limits) {
    Group& group = groups_[policy];
    group.offices.try_emplace("");
    Entry entry;
    entry.need = need;
    entry.limits = limits;
    entry.group = &group;
    entry.office = &group.offices[office_site];
    remove(need.id);
    entries_.emplace(need.id, entry);
    if (limits.per_office_site > 0 && office_site.empty()) unplaced_.insert(need.id);
}

void ConcurrencyQueue::place(TaskId id, const std::string& office_site) {
    Entry& entry = entries_.at(id);
    const Standing standing = entry.standing;
    set(id, Standing::outside);
    entry.office = &entry.group->offices[office_site];
    if (standing != Standing::called) set(id, standing);  // the place it was called for was another one
    if (!office_site.empty()) unplaced_.erase(id);
}

void ConcurrencyQueue::remove(TaskId id) {
    if (!knows(id)) return;
    set(id, Standing::outside);
    entries_.erase(id);
    unplaced_.erase(id);
}

bool ConcurrencyQueue::fits(const Entry& entry) {
    const Office& unknown = entry.group->offices.at("");
    const std::uint32_t elsewhere = entry.office == &unknown ? 0 : unknown.taken;
    return below(entry.group->taken, entry.limits.per_site) &&
           below(entry.office->taken + elsewhere, entry.limits.per_office_site);
}

bool ConcurrencyQueue::has_place(TaskId id) const {
    const Entry& entry = entries_.at(id);
    return has_one(entry.standing) || fits(entry);
}

void ConcurrencyQueue::set(TaskId id, Standing standing) {
    Entry& entry = entries_.at(id);
    if (entry.standing == Standing::waiting) entry.office->waiting.erase(entry.need);
    if (has_one(entry.standing)) {
        --entry.group->taken;
        --entry.office->taken;
    }
    entry.standing = standing;
    if (standing == Standing::waiting) entry.office->waiting.insert(entry.need);
    if (has_one(standing)) {
        ++entry.group->taken;
        ++entry.office->taken;
    }
}

ConcurrencyQueue::Standing ConcurrencyQueue::standing(TaskId id) const {
    return entries_.at(id).standing;
}

// The first of an office site stands for all that wait there: their limits may differ only while the slots of two
// revisions of the policy are open.
std::optional<TaskId> ConcurrencyQueue::call_next(TaskId after) {
    const Entry* next = nullptr;
    for (const auto& [name, office] : entries_.at(after).group->offices) {
        if (office.waiting.empty()) continue;
        const Entry& first = entries_.at(office.waiting.begin()->id);
        if (fits(first) && (next == nullptr || first.need < next->need)) next = &first;
    }
    if (next == nullptr) return std::nullopt;
    const TaskId id = next->need.id;
    set(id, Standing::called);
    return id;
}

}  // namespace ecdsnap::core
