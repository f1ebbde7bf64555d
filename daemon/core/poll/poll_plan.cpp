#include "core/poll/poll_plan.hpp"

#include <algorithm>

namespace ecdsnap::core {
namespace {

constexpr Millis shortest_pause = std::chrono::seconds{2};
constexpr Millis longest_pause = std::chrono::seconds{60};
// What has taken long may take as long again: its end is noticed at most a tenth of its time late.
constexpr Millis::rep part_of_age = 10;
// Suspects of settled tasks are looked for this often while their effect may still be on its way, later more seldom.
constexpr Millis young_suspect_pause = std::chrono::seconds{15};
constexpr Millis old_suspect_pause = std::chrono::minutes{2};
constexpr Millis young_suspect = std::chrono::minutes{2};
constexpr Millis straggler_after = std::chrono::minutes{30};
constexpr Millis unseen_after = std::chrono::minutes{1};

void plan_followed(PollPlan& plan, const std::vector<FollowedSnapshot>& followed) {
    std::size_t stragglers = 0;
    Millis oldest{0};
    for (const FollowedSnapshot& snapshot : followed) {
        plan.anything = true;
        plan.pause = std::min(plan.pause, std::clamp(snapshot.age / part_of_age, shortest_pause, longest_pause));
        const bool straggler = snapshot.age > straggler_after;
        if (straggler || snapshot.unseen > unseen_after) plan.by_id.push_back(snapshot.task);
        if (straggler) {
            ++stragglers;
            oldest = std::max(oldest, snapshot.age);
        } else {
            reach_back(plan, snapshot.age);
        }
    }
    if (stragglers > most_asked_by_id) reach_back(plan, oldest);  // many are cheaper to list as a range
}

}  // namespace

void reach_back(PollPlan& plan, Millis age) {
    plan.reach = std::max(plan.reach.value_or(Millis{0}), age);
}

PollPlan plan_poll(const PollNeeds& needs) {
    PollPlan plan;
    plan.pause = old_suspect_pause;
    plan_followed(plan, needs.followed);
    for (const Millis age : needs.suspects) {
        plan.anything = true;
        plan.pause = std::min(plan.pause, age < young_suspect ? young_suspect_pause : old_suspect_pause);
        reach_back(plan, age);
    }
    if (needs.foreign) {
        plan.anything = true;
        reach_back(plan, *needs.foreign);
    }
    return plan;
}

std::vector<TaskId> next_to_ask(const PollPlan& plan, TaskId last_asked) {
    std::vector<TaskId> ids = plan.by_id;
    std::rotate(ids.begin(), std::upper_bound(ids.begin(), ids.end(), last_asked), ids.end());
    if (ids.size() > most_asked_by_id) ids.resize(most_asked_by_id);
    return ids;
}

std::optional<Millis> soonest_end(const std::vector<Snapshot>& snapshots) {
    std::optional<Millis> soonest;
    for (const Snapshot& snapshot : snapshots) {
        if (snapshot.status != SnapshotStatus::progressing) continue;
        if (snapshot.remain_seconds < 0) return std::nullopt;
        const Millis remain = std::chrono::seconds{snapshot.remain_seconds};
        soonest = std::min(soonest.value_or(remain), remain);
    }
    return soonest;
}

Millis pause_after(const PollPlan& plan, Millis took, std::optional<Millis> soonest_end) {
    Millis pause = plan.pause;
    if (soonest_end) pause = std::max(pause, std::min(*soonest_end / 2, longest_pause));
    return std::max(pause, std::min(took * 4, longest_pause));
}

}  // namespace ecdsnap::core
