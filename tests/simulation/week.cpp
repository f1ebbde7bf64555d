#include "simulation/week.hpp"

#include "simulation/plan.hpp"

namespace ecdsnap::tests {

RunResult play_week() {
    Plan plan;
    plan.seed = 1;
    plan.start = core::WallTime{core::Millis{1'795'478'410'000}};  // 2026-11-24 00:00:10 UTC
    plan.trouble = std::chrono::days{7} - std::chrono::hours{1};
    plan.calm = std::chrono::hours{1};
    plan.desktops = 100;
    plan.data_disks = false;
    const std::string cron = "0 * * * *";
    core::Schedule schedule{core::CronExpression::parse(cron).value(), cron, absl::UTCTimeZone(), "UTC"};
    core::Policy made{"hourly", {}, {}, std::move(schedule), {}, "week"};
    made.select.names = {"*"};
    made.rules.window = std::chrono::minutes{30};
    made.rules.name_template = "{policy}-{slot:%Y%m%dT%H%M%S}-{desktop_id}-{disk}";
    made.rules.timezone = "UTC";
    PlannedPolicy planned;
    planned.policy = std::make_shared<const core::Policy>(std::move(made));
    planned.every_hours = 1;
    plan.policies.push_back(std::move(planned));
    return play(plan, Telling::no);
}

}  // namespace ecdsnap::tests
