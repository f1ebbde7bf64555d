#include "simulation/rehearsal/rehearsal.hpp"

#include "core/text/utc_text.hpp"
#include "simulation/rehearsal/finish_times.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

using namespace ecdsnap;
using namespace ecdsnap::simulation;
using namespace std::chrono_literals;

namespace {

core::SlotInstant instant(const char* text) {
    return std::chrono::floor<std::chrono::seconds>(core::utc_from(text).value());
}

std::shared_ptr<core::Policy> policy(const std::string& cron, const std::string& timezone = "UTC") {
    absl::TimeZone zone;
    REQUIRE(absl::LoadTimeZone(timezone, &zone));
    core::Schedule schedule{core::CronExpression::parse(cron).value(), cron, zone, timezone};
    core::Policy made{"nightly", {}, {}, std::move(schedule), {}, "test"};
    made.select = core::select_names({"*"});
    made.rules.window = 1h;
    made.rules.name_template = "{policy}-{desktop_id}-{slot:%Y%m%d-%H%M}-{disk}";
    made.rules.timezone = timezone;
    return std::make_shared<core::Policy>(std::move(made));
}

RehearsalPlan plan_of(std::shared_ptr<const core::Policy> policy, const char* from, core::Millis lasts,
                      std::size_t desktops = 3) {
    RehearsalPlan plan;
    plan.policies = {std::move(policy)};
    plan.from = instant(from);
    plan.until = plan.from + std::chrono::duration_cast<std::chrono::seconds>(lasts);
    RehearsedSite site;
    site.id = core::SiteId{"main", "cn-hangzhou"};
    for (std::size_t number = 0; number < desktops; ++number) {
        core::Desktop desktop;
        desktop.id = "ecd-" + std::to_string(1000 + number);
        desktop.name = "desk " + std::to_string(number);
        desktop.status = core::DesktopStatus::running;
        site.desktops.push_back(std::move(desktop));
    }
    plan.sites.push_back(std::move(site));
    return plan;
}

Outage outage(const char* begin, core::Millis lasts) {
    const core::WallTime at = core::utc_from(begin).value();
    return Outage{0, at, at + lasts};
}

std::vector<std::string> local_times(const RehearsedPolicy& policy) {
    std::vector<std::string> times;
    for (const RehearsedSlot& slot : policy.slots)
        times.push_back(slot.local_time);
    return times;
}

std::uint64_t count(const RehearsedPolicy& policy, core::Outcome outcome) {
    std::uint64_t sum = 0;
    for (const auto& [ending, tasks] : policy.endings)
        sum += ending.first == outcome ? tasks : 0;
    return sum;
}

}  // namespace

TEST_CASE("a night's slot where clocks are set back opens once, an hourly one in every hour that passes") {
    const auto nightly = rehearse(plan_of(policy("30 2 * * *", "Europe/Berlin"), "2026-10-23T22:00:00Z", 53h));
    CHECK(local_times(nightly.policies[0]) ==
          std::vector<std::string>{"2026-10-24 02:30 CEST", "2026-10-25 02:30 CEST", "2026-10-26 02:30 CET"});
    CHECK(count(nightly.policies[0], core::Outcome::done) == 9);
    CHECK(nightly.snapshots == 9);
    CHECK(nightly.fullest->snapshots == 3);

    const auto hourly = rehearse(plan_of(policy("0 * * * *", "Europe/Berlin"), "2026-10-24T22:00:00Z", 25h));
    CHECK(hourly.policies[0].slots.size() == 25);
}

TEST_CASE("a slot whose local time is skipped opens at the first instant after the gap") {
    const auto report = rehearse(plan_of(policy("30 2 * * *", "Europe/Berlin"), "2027-03-26T23:00:00Z", 71h));
    CHECK(local_times(report.policies[0]) ==
          std::vector<std::string>{"2027-03-27 02:30 CET", "2027-03-28 03:00 CEST", "2027-03-29 02:30 CEST"});
}

TEST_CASE("the first slot may be at the beginning; one at the end is not opened, one before it is followed") {
    const auto report = rehearse(plan_of(policy("0 */6 * * *"), "2026-12-01T00:00:00Z", 18h));
    CHECK(local_times(report.policies[0]) ==
          std::vector<std::string>{"2026-12-01 00:00 UTC", "2026-12-01 06:00 UTC", "2026-12-01 12:00 UTC"});
    const auto late = rehearse(plan_of(policy("59 5 * * *"), "2026-12-01T00:00:00Z", 6h));
    REQUIRE(late.policies[0].slots.size() == 1);
    CHECK(late.policies[0].slots[0].counts.done == 3);
    CHECK(late.ended > core::utc_from("2026-12-01T06:00:00Z").value());
}

TEST_CASE("what is done, when it was started and when it was finished") {
    RehearsalPlan plan = plan_of(policy("0 2 * * *"), "2026-12-01T00:00:00Z", 48h);
    plan.snapshot_least = 10min;
    plan.snapshot_most = 10min;
    plan.sites[0].desktops[1].has_data_disk = true;
    plan.sites[0].desktops[2].status = core::DesktopStatus::hibernated;
    const auto report = rehearse(plan);
    const RehearsedPolicy& shown = report.policies[0];
    CHECK(shown.desktops == 3);
    CHECK(shown.disks == std::vector<std::uint64_t>{4});
    CHECK(shown.endings == std::map<Ending, std::uint64_t>{{{core::Outcome::done, core::Reason::accomplished}, 6},
                                                           {{core::Outcome::skipped, core::Reason::hibernated}, 2}});
    REQUIRE(shown.finish.has_value());
    CHECK(shown.finish->longest >= 10min);
    CHECK(shown.finish->longest < 12min);
    CHECK(shown.finish->latest_start < 5s);
    CHECK(report.snapshots == 6);
    CHECK(report.disks_with_snapshots == 3);
    REQUIRE(report.not_done.size() == 1);
    CHECK(report.not_done[0].slots == 2);
    CHECK(report.not_done[0].first_slot == "2026-12-01 02:00 UTC");
    CHECK(report.not_done[0].examples == std::vector<std::string>{"ecd-1002 system"});
}

TEST_CASE("an outage shorter than the window is caught up; one that outlasts it leaves missed tasks and says why") {
    RehearsalPlan plan = plan_of(policy("0 2,8,14 * * *"), "2026-12-01T00:00:00Z", 16h);
    plan.outages = {outage("2026-12-01T01:50:00Z", 30min), outage("2026-12-01T07:50:00Z", 2h)};
    const auto report = rehearse(plan);
    const auto& slots = report.policies[0].slots;
    REQUIRE(slots.size() == 3);
    CHECK(slots[0].counts.done == 3);
    CHECK(slots[0].last_start.value() - slots[0].begin >= 20min);
    CHECK(slots[1].counts.missed == 3);
    CHECK(slots[2].counts.done == 3);
    REQUIRE(report.not_done.size() == 1);
    CHECK(report.not_done[0].outcome == core::Outcome::missed);
    CHECK(report.not_done[0].reason == core::Reason::answer_lost);
    CHECK(report.not_done[0].first_slot == "2026-12-01 08:00 UTC");
    CHECK(report.snapshots == 6);
}

TEST_CASE("snapshots under way are known again after more than a day of outage") {
    const auto patient = policy("0 2 1 * *");
    patient->rules.completion = 48h;
    RehearsalPlan plan = plan_of(patient, "2026-12-01T00:00:00Z", 35h, 1);
    plan.outages = {outage("2026-12-01T02:01:00Z", 32h)};
    const auto report = rehearse(plan);
    CHECK(report.policies[0].slots.at(0).counts.done == 1);
    CHECK(report.snapshots == 1);
    CHECK(report.sites[0].calls.create_snapshot == 1);
}

TEST_CASE("slots that no list of desktops allows to be opened are reported") {
    RehearsalPlan plan = plan_of(policy("0 */2 * * *"), "2026-12-01T05:00:00Z", 4h);
    plan.outages = {outage("2026-12-01T04:00:00Z", 24h)};
    const auto report = rehearse(plan);
    const auto& slots = report.policies[0].slots;
    REQUIRE(slots.size() == 2);
    CHECK(std::ranges::none_of(slots, [](const RehearsedSlot& slot) { return slot.opened; }));
    CHECK(slots[1].local_time == "2026-12-01 08:00 UTC");
}

TEST_CASE("the longest slot is found among slots that were not opened, of which it is none") {
    std::vector<RehearsedSlot> slots(3);
    slots[0].opened = false;
    for (const std::size_t place : {1U, 2U}) {
        slots[place].counts.tasks = 1;
        slots[place].finished = slots[place].begin + place * 10min;
    }
    const auto times = finish_times(slots);
    REQUIRE(times.has_value());
    CHECK(times->worst == 2);
    CHECK(times->longest == 20min);
    CHECK(times->median == 10min);
    CHECK_FALSE(finish_times(std::span(slots).first(1)).has_value());
}

TEST_CASE("a cloud that allows less than a slot needs leaves the rest missed") {
    RehearsalPlan plan = plan_of(policy("0 2 * * *"), "2026-12-01T00:00:00Z", 24h, 100);
    plan.sites[0].creates_per_second = 0.01;  // 36 in the window
    const auto report = rehearse(plan);
    const auto& counts = report.policies[0].slots.at(0).counts;
    CHECK(counts.tasks == 100);
    CHECK(counts.done <= 37);
    CHECK(counts.done + counts.missed == 100);
    CHECK(report.sites[0].calls.throttled > 0);
    CHECK(std::ranges::all_of(report.not_done, [](const NotDone& group) {
        return group.reason == core::Reason::no_capacity || group.reason == core::Reason::throttled;
    }));
}

TEST_CASE("no second has more calls than the ceiling, and the busiest one is named") {
    RehearsalPlan plan = plan_of(policy("0 2 * * *"), "2026-12-01T00:00:00Z", 24h, 60);
    plan.sites[0].limits.requests_per_second = 5;
    const auto report = rehearse(plan);
    const RehearsedCalls& calls = report.sites[0].calls;
    CHECK(calls.create_snapshot == 60);
    CHECK(calls.describe_desktops >= 12 * 24);
    CHECK(calls.describe_snapshots > 0);
    CHECK(calls.peak == 5);
    CHECK(calls.peak_at.has_value());
    std::uint64_t in_timeline = 0;
    std::uint32_t peak = 0;
    for (const CallsInSpan& span : calls.timeline) {
        in_timeline += span.calls;
        peak = std::max(peak, span.peak);
    }
    CHECK(in_timeline == calls.all());
    CHECK(peak == calls.peak);
    CHECK(report.policies[0].finish->latest_start >= 12s);
}

TEST_CASE("the same plan comes to the same report, another seed to another one") {
    RehearsalPlan plan = plan_of(policy("0 */3 * * *"), "2026-12-01T00:00:00Z", 24h);
    const auto one = rehearse(plan);
    const auto other = rehearse(plan);
    CHECK(one.policies[0].finish->longest == other.policies[0].finish->longest);
    CHECK(one.sites[0].calls.all() == other.sites[0].calls.all());
    plan.seed = 2;
    CHECK(rehearse(plan).policies[0].finish->longest != one.policies[0].finish->longest);
}

TEST_CASE("progress is told up to the end") {
    std::vector<RehearsalProgress> told;
    rehearse(plan_of(policy("0 2 * * *"), "2026-12-01T00:00:00Z", 24h),
             [&](const RehearsalProgress& progress) { told.push_back(progress); });
    REQUIRE(told.size() >= 24);
    CHECK(told.back().reached >= core::utc_from("2026-12-02T00:00:00Z").value());
    CHECK(told.back().slots == 1);
}
