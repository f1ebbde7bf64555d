#include "simulation/story.hpp"

#include "simulation/plan.hpp"

namespace ecdsnap::tests {

using namespace std::chrono_literals;

RunResult play_story() {
    Plan plan;
    plan.seed = 4;
    plan.start = core::WallTime{core::Millis{1'795'478'410'000}};  // 2026-11-24 00:00:10 UTC
    plan.trouble = 40min;
    plan.calm = 20min;
    plan.desktops = 2;
    plan.data_disks = false;
    plan.faults.list_lag = 2s;
    plan.faults.lose_answer = 1;
    plan.faults.hold_up = 2;
    plan.faults.late_most = 100s;
    const std::string cron = "5 0 * * *";
    core::Schedule schedule{core::CronExpression::parse(cron).value(), cron, absl::UTCTimeZone(), "UTC"};
    core::Policy made{"nightly", {}, {}, std::move(schedule), {}, "story"};
    made.select.names = {"*"};
    made.rules.window = 20min;
    made.rules.name_template = "{policy}-{slot:%Y%m%dT%H%M%S}-{desktop_id}-{disk}";
    made.rules.timezone = "UTC";
    PlannedPolicy planned;
    planned.policy = std::make_shared<const core::Policy>(std::move(made));
    plan.policies.push_back(std::move(planned));
    Incident crash;
    crash.kind = IncidentKind::crash;
    crash.at = 4min + 52s;  // two seconds after the sends
    crash.lasts = 6s;
    plan.incidents.push_back(crash);
    return play(plan, Telling::yes);
}

}  // namespace ecdsnap::tests
