#include "core/events/ending_tally.hpp"

#include "core/task/printing.hpp"

using namespace ecdsnap::core;

namespace {

Task ended(std::string desktop, Outcome outcome, Reason reason, std::int64_t slot = 1, std::string detail = {}) {
    Task task;
    task.slot_id = slot;
    task.desktop_id = std::move(desktop);
    task.state = TaskState::settled;
    task.outcome = outcome;
    task.reason = reason;
    task.detail = std::move(detail);
    return task;
}

}  // namespace

TEST_CASE("tasks that ended alike are one group with a count, three examples and the first detail") {
    EndingTally tally;
    CHECK(tally.empty());
    for (int desktop = 1; desktop <= 4112; ++desktop)
        tally.add(ended("ecd-" + std::to_string(desktop), Outcome::failed, Reason::permission, 1,
                        "Forbidden." + std::to_string(desktop)));
    const auto groups = tally.take();
    REQUIRE(groups.size() == 1);
    CHECK(groups[0].slot_id == 1);
    CHECK(groups[0].outcome == Outcome::failed);
    CHECK(groups[0].reason == Reason::permission);
    CHECK(groups[0].count == 4112);
    CHECK(groups[0].examples == std::vector<std::string>{"ecd-1 system", "ecd-2 system", "ecd-3 system"});
    CHECK(groups[0].detail == "Forbidden.1");
    CHECK(tally.empty());
    CHECK(tally.take().empty());
}

TEST_CASE("groups come by slot, then outcome, then reason") {
    EndingTally tally;
    tally.add(ended("ecd-1", Outcome::failed, Reason::quota, 2));
    tally.add(ended("ecd-2", Outcome::missed, Reason::throttled, 2));
    tally.add(ended("ecd-3", Outcome::skipped, Reason::hibernated, 2));
    tally.add(ended("ecd-4", Outcome::skipped, Reason::state_excluded, 2));
    tally.add(ended("ecd-5", Outcome::failed, Reason::quota, 1));
    std::vector<std::string> order;
    for (const EndingGroup& group : tally.take())
        order.push_back(group.examples.at(0));
    CHECK(order ==
          std::vector<std::string>{"ecd-5 system", "ecd-4 system", "ecd-3 system", "ecd-2 system", "ecd-1 system"});
}
