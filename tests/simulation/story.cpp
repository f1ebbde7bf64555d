#include "simulation/story.hpp"

#include "simulation/plan.hpp"

namespace ecdsnap::tests {

using namespace std::chrono_literals;

RunResult play_story() {
    Plan plan = quiet_plan("5 0 * * *", 20min);
    plan.seed = 4;
    plan.trouble = 40min;
    plan.calm = 20min;
    plan.desktops = 2;
    plan.data_disks = false;
    plan.faults.list_lag = 2s;
    plan.faults.lose_answer = 1;
    plan.faults.hold_up = 2;
    plan.faults.late_most = 100s;
    Incident crash;
    crash.kind = IncidentKind::crash;
    crash.at = 4min + 52s;  // two seconds after the sends
    crash.lasts = 6s;
    plan.incidents.push_back(crash);
    return play(plan, Telling::yes);
}

}  // namespace ecdsnap::tests
