#include "core/forecast/forecast.hpp"

#include <algorithm>
#include <functional>
#include <queue>
#include <utility>

namespace ecdsnap::core {
namespace {

using std::chrono::seconds;

constexpr Millis longest_look_back = std::chrono::days{7};

bool earlier(const PlannedSlot& one, const PlannedSlot& other) {
    return std::pair(one.instant, one.policy) < std::pair(other.instant, other.policy);
}

Millis longest_window(const std::vector<Policy>& policies) {
    Millis longest{0};
    for (const Policy& policy : policies)
        longest = std::max(longest, policy.rules.window);
    return longest;
}

// Every slot of [from, until), also where there are too many: then up to the returned instant.
class SlotGathering {
public:
    SlotGathering(const std::vector<Policy>& policies, SlotInstant from, SlotInstant until) : until_(until) {
        for (std::uint32_t place = 0; place < policies.size(); ++place)
            push(policies[place], place, from - seconds{1});
        while (!due_.empty() && slots_.size() < most_planned_slots) {
            const auto [instant, place] = due_.top();
            due_.pop();
            PlannedSlot& slot = slots_.emplace_back();
            slot.policy = place;
            slot.instant = instant;
            slot.zones = {policies[place].schedule, instant};
            push(policies[place], place, instant);
        }
        if (!due_.empty()) until_ = due_.top().first;
    }

    std::vector<PlannedSlot>& slots() { return slots_; }
    SlotInstant until() const { return until_; }

private:
    using Due = std::pair<SlotInstant, std::uint32_t>;

    void push(const Policy& policy, std::uint32_t place, SlotInstant after) {
        const auto next = policy.schedule.timetable.next(after);
        if (next && *next < until_) due_.emplace(*next, place);
    }

    SlotInstant until_;
    std::priority_queue<Due, std::vector<Due>, std::greater<>> due_;
    std::vector<PlannedSlot> slots_;
};

std::vector<PlannedGap> gaps_of(const std::vector<Policy>& policies, SlotInstant from, SlotInstant until) {
    std::vector<PlannedGap> gaps;
    for (std::uint32_t place = 0; place < policies.size(); ++place)
        for (TakenSlot& taken :
             policies[place].schedule.timetable.taken(from - seconds{1}, until - seconds{1}, most_planned_slots).slots)
            gaps.push_back({place, taken.instant, std::move(taken.reason)});
    std::ranges::stable_sort(gaps, {}, &PlannedGap::instant);
    return gaps;
}

SiteForecast carry_site(const std::vector<Policy>& policies, const std::vector<PolicyReach>& reach, std::uint32_t site,
                        double rate, SlotInstant load_from, std::vector<PlannedSlot>& slots) {
    std::vector<SlotDemand> demands;
    std::vector<PlannedSlot*> owners;
    for (PlannedSlot& slot : slots) {
        const TaskCount here = reach[slot.policy].sites[site].in(slot.zones);
        if (here.tasks == 0) continue;
        const TaskRules& rules = policies[slot.policy].rules;
        demands.push_back({slot.instant, rules.spread, rules.window, here.calls()});
        owners.push_back(&slot);
    }
    SiteLoad load = carry(demands, rate, load_from);
    for (std::size_t place = 0; place < demands.size(); ++place) {
        const TaskCount here = reach[owners[place]->policy].sites[site].in(owners[place]->zones);
        owners[place]->work.push_back(
            {site, here.tasks, here.calls(), load.slots[place].last_start, load.slots[place].left_over});
    }
    return {rate, load.peak, std::move(load.calls)};
}

template <class Part>
std::uint64_t sum_of(const std::vector<PlannedWork>& work, Part part) {
    std::uint64_t sum = 0;
    for (const PlannedWork& one : work)
        sum += one.*part;
    return sum;
}

}  // namespace

std::uint64_t PlannedSlot::tasks() const {
    return sum_of(work, &PlannedWork::tasks);
}
std::uint64_t PlannedSlot::calls() const {
    return sum_of(work, &PlannedWork::calls);
}
std::uint64_t PlannedSlot::left_over() const {
    return sum_of(work, &PlannedWork::left_over);
}

Millis PlannedSlot::last_start() const {
    Millis last{0};
    for (const PlannedWork& one : work)
        last = std::max(last, one.last_start);
    return last;
}

Forecast forecast(const std::vector<Policy>& policies, const Fleet& fleet, const std::vector<PolicyReach>& reach,
                  Millis inventory_every, SlotInstant from, SlotInstant until) {
    Forecast result;
    result.from = from;
    const SlotInstant first = from - std::chrono::ceil<seconds>(std::min(longest_window(policies), longest_look_back));
    result.load_from = from - from.time_since_epoch() % load_step;
    SlotGathering gathering(policies, first, until);
    result.until = gathering.until();
    result.cut = result.until < until;
    std::vector<PlannedSlot>& slots = gathering.slots();
    for (std::uint32_t site = 0; site < fleet.size(); ++site)
        result.sites.push_back(carry_site(policies, reach, site,
                                          create_rate(fleet[site].limits, fleet[site].desktops.size(), inventory_every),
                                          result.load_from, slots));
    slots.erase(slots.begin(), std::ranges::lower_bound(slots, from, {}, &PlannedSlot::instant));
    std::ranges::sort(slots, earlier);
    result.slots = std::move(slots);
    result.gaps = gaps_of(policies, from, result.until);
    return result;
}

std::optional<SlotInstant> end_of_next(const std::vector<const Timetable*>& timetables, SlotInstant from,
                                       std::size_t count) {
    std::priority_queue<SlotInstant, std::vector<SlotInstant>, std::greater<>> due;
    std::optional<SlotInstant> last;
    for (const Timetable* timetable : timetables) {
        SlotInstant after = from - seconds{1};
        for (std::size_t found = 0; found < count; ++found) {
            const auto next = timetable->next(after);
            if (!next) break;
            due.push(*next);
            after = *next;
        }
    }
    for (; count > 0 && !due.empty(); --count) {
        last = due.top();
        due.pop();
    }
    if (!last) return std::nullopt;
    return *last + seconds{1};
}

}  // namespace ecdsnap::core
