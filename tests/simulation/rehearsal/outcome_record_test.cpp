#include "simulation/rehearsal/outcome_record.hpp"

#include <doctest/doctest.h>

using namespace ecdsnap;
using namespace ecdsnap::simulation;
using namespace std::chrono_literals;

namespace {

constexpr core::WallTime slot_time{core::Millis{1'796'083'200'000}};

RehearsalPlan small_plan() {
    core::Schedule schedule{core::CronExpression::parse("0 2 * * *").value(), "0 2 * * *", absl::UTCTimeZone(), "UTC"};
    core::Policy made{"nightly", {}, {}, std::move(schedule), {}, "test"};
    made.select = core::select_names({"*"});
    RehearsalPlan plan;
    plan.policies = {std::make_shared<const core::Policy>(std::move(made))};
    RehearsedSite site;
    site.id = core::SiteId{"main", "cn-hangzhou"};
    site.desktops.resize(2);
    site.desktops[0].id = "ecd-2";
    site.desktops[1].id = "ecd-1";
    plan.sites.push_back(std::move(site));
    return plan;
}

core::Slot slot_in(core::SlotState state) {
    core::Slot slot;
    slot.id = 7;
    slot.key = core::SlotKey{"nightly", std::chrono::floor<std::chrono::seconds>(slot_time), core::SlotKind::scheduled};
    slot.state = state;
    slot.opened_at = slot_time;
    slot.window_end = slot_time + 1h;
    slot.local_time = "2026-12-01 00:00 UTC";
    return slot;
}

core::Task task(std::int64_t id, const char* desktop, core::Outcome outcome, core::Reason reason) {
    core::Task task;
    task.id = id;
    task.slot_id = 7;
    task.site = std::make_shared<const core::SiteId>(core::SiteId{"main", "cn-hangzhou"});
    task.desktop_id = desktop;
    task.outcome = outcome;
    task.reason = reason;
    task.state = outcome == core::Outcome::none ? core::TaskState::due : core::TaskState::settled;
    task.settled_at = slot_time + 10min;
    return task;
}

void note(OutcomeRecord& record, std::vector<ports::LedgerChange> changes) {
    record.note(changes);
}

}  // namespace

TEST_CASE("a task counts once, however often it is stored, and by its last outcome") {
    OutcomeRecord record(small_plan());
    const auto due = task(1, "ecd-1", core::Outcome::none, core::Reason::none);
    note(record, {slot_in(core::SlotState::open), due, task(2, "ecd-2", core::Outcome::none, core::Reason::none)});
    CHECK(record.unsettled() == 2);
    const auto failed = task(1, "ecd-1", core::Outcome::failed, core::Reason::quota);
    note(record, {failed, failed});
    CHECK(record.unsettled() == 1);
    note(record, {task(1, "ecd-1", core::Outcome::done, core::Reason::found),
                  task(2, "ecd-2", core::Outcome::missed, core::Reason::disk_busy)});
    CHECK(record.unsettled() == 0);
    note(record, {slot_in(core::SlotState::closed)});

    const RehearsalReport report = record.report();
    const auto& counts = report.policies[0].slots.at(0).counts;
    CHECK(counts.tasks == 2);
    CHECK(counts.done == 1);
    CHECK(counts.missed == 1);
    CHECK(counts.failed == 0);
    CHECK(report.snapshots == 1);
    CHECK(report.fullest->desktop_id == "ecd-1");
    REQUIRE(report.not_done.size() == 1);
    CHECK(report.not_done[0].reason == core::Reason::disk_busy);
    CHECK(report.policies[0].slots[0].finished == slot_time + 10min);
}

TEST_CASE("a slot that passed as a whole and a task without an outcome at the end are told") {
    OutcomeRecord record(small_plan());
    core::Slot passed = slot_in(core::SlotState::passed);
    passed.id = 6;
    passed.key.instant -= 24h;
    passed.reason = "it was too late";
    note(record, {passed, slot_in(core::SlotState::open), task(1, "ecd-1", core::Outcome::none, core::Reason::none)});
    const RehearsalReport report = record.report();
    const auto& slots = report.policies[0].slots;
    REQUIRE(slots.size() == 2);
    CHECK_FALSE(slots[0].opened);
    CHECK(slots[0].reason == "it was too late");
    CHECK_FALSE(slots[1].finished.has_value());
    CHECK(report.policies[0].endings == std::map<Ending, std::uint64_t>{{Ending{}, 1}});
}
