#include "core/poll/poll_plan.hpp"

#include <doctest/doctest.h>

#include <utility>
#include <vector>

using namespace ecdsnap::core;
using namespace std::chrono_literals;

namespace {

Snapshot progressing(int remain_seconds) {
    Snapshot snapshot;
    snapshot.status = SnapshotStatus::progressing;
    snapshot.remain_seconds = remain_seconds;
    return snapshot;
}

PollNeeds following(std::vector<FollowedSnapshot> followed) {
    PollNeeds needs;
    needs.followed = std::move(followed);
    return needs;
}

}  // namespace

TEST_CASE("nothing to watch: nothing is read") {
    const PollPlan plan = plan_poll({});
    CHECK_FALSE(plan.anything);
    CHECK_FALSE(plan.reach);
    CHECK(plan.by_id.empty());
}

TEST_CASE("one range covers all that is young, as far back as the oldest of them") {
    const PollPlan plan = plan_poll(following({{1, 40s, 3s}, {2, 20min, 3s}, {3, 1s, 1s}}));
    CHECK(plan.anything);
    CHECK(plan.reach == 20min);
    CHECK(plan.by_id.empty());
    CHECK(plan.pause == 2s);
}

TEST_CASE("the older the youngest is, the more seldom it is looked at: a tenth of its age, at most a minute") {
    CHECK(plan_poll(following({{1, 100s, 3s}})).pause == 10s);
    CHECK(plan_poll(following({{1, 29min, 3s}})).pause == 1min);
    CHECK(plan_poll(following({{1, 5h, 3s}})).pause == 1min);
}

TEST_CASE("a straggler is asked for by id and does not lengthen the range, unless there are many") {
    const PollPlan one = plan_poll(following({{1, 3h, 10s}, {2, 1min, 1s}}));
    CHECK(one.by_id == std::vector<TaskId>{1});
    CHECK(one.reach == 1min);
    std::vector<FollowedSnapshot> many;
    for (TaskId id = 1; id <= 21; ++id)
        many.push_back({id, 2h + std::chrono::minutes{id}, 10s});
    const PollPlan range = plan_poll(following(many));
    CHECK(range.reach == 2h + 21min);
    CHECK(range.by_id.size() == 21);
}

TEST_CASE("what the range has not shown for a minute is asked for by id") {
    CHECK(plan_poll(following({{7, 5min, 61s}, {8, 5min, 60s}})).by_id == std::vector<TaskId>{7});
}

TEST_CASE("suspects reach back to the moment they may have left, young ones are looked for more often") {
    PollNeeds needs;
    needs.suspects = {30s, 10min};
    const PollPlan plan = plan_poll(needs);
    CHECK(plan.anything);
    CHECK(plan.reach == 10min);
    CHECK(plan.pause == 15s);
    needs.suspects = {10min};
    CHECK(plan_poll(needs).pause == 2min);
}

TEST_CASE("what another daemon may have made is watched for, though nothing of ours is under way") {
    PollNeeds needs;
    needs.foreign = 20min;
    CHECK(plan_poll(needs).anything);
    CHECK(plan_poll(needs).reach == 20min);
}

TEST_CASE("by id, each has its turn") {
    PollPlan plan;
    for (TaskId id = 1; id <= 50; ++id)
        plan.by_id.push_back(id);
    CHECK(next_to_ask(plan, 0).front() == 1);
    CHECK(next_to_ask(plan, 0).size() == most_asked_by_id);
    CHECK(next_to_ask(plan, 20).front() == 21);
    CHECK(next_to_ask(plan, 45) ==
          std::vector<TaskId>{46, 47, 48, 49, 50, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15});
    CHECK(next_to_ask(plan, 50).front() == 1);
}

TEST_CASE("the service's own word on the remaining time slows the rounds down, by half of it at most a minute") {
    CHECK(soonest_end({progressing(40), progressing(90)}) == 40s);
    CHECK_FALSE(soonest_end({progressing(40), progressing(-1)}));
    CHECK_FALSE(soonest_end({}));
    const PollPlan plan = plan_poll(following({{1, 10s, 1s}}));
    CHECK(pause_after(plan, 0s, std::nullopt) == 2s);
    CHECK(pause_after(plan, 0s, 40s) == 20s);
    CHECK(pause_after(plan, 0s, 10min) == 1min);
}

TEST_CASE("a listing of many pages is not begun again before four times its length") {
    const PollPlan plan = plan_poll(following({{1, 10s, 1s}}));
    CHECK(pause_after(plan, 5s, std::nullopt) == 20s);
    CHECK(pause_after(plan, 5min, std::nullopt) == 1min);
}
