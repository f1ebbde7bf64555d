#include "simulation/week.hpp"

#include "simulation/plan.hpp"

namespace ecdsnap::tests {

RunResult play_week() {
    Plan plan = quiet_plan("0 * * * *", std::chrono::minutes{30});
    plan.policies.front().every_hours = 1;
    plan.trouble = std::chrono::days{7} - std::chrono::hours{1};
    plan.calm = std::chrono::hours{1};
    plan.desktops = 100;
    plan.data_disks = false;
    return play(plan, Telling::no);
}

}  // namespace ecdsnap::tests
