// What scenarios of the engine have in common: a bad night's faults, and what must be true after it.
#pragma once

#include "engine/scenario.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace ecdsnap::tests {

inline void harsh(simulation::CloudFaults& faults) {
    faults.lost_after_effect = 10;
    faults.server_error_with_effect = 5;
    faults.server_error = 3;
    faults.lost_before_effect = 3;
    faults.late_effect = 2;
    faults.read_error = 3;
    faults.list_lag = std::chrono::seconds{3};
}

// 100 desktops with 150 disks, due in 30 s, and a cloud that has a bad night.
inline void start_bad_night(Scenario& scenario) {
    scenario.add_desktops(100);
    scenario.policy();
    harsh(scenario.cloud.faults);
    scenario.start();
}

inline void check_truth(Scenario& scenario) {
    CHECK(scenario.unreported_duplicates() == std::vector<std::string>{});
    CHECK(scenario.false_extras() == std::vector<std::string>{});
    CHECK(scenario.false_claims() == std::vector<std::string>{});
}

// Late effects included: two minutes later every disk of start_bad_night() has its one snapshot.
inline void check_all_done(Scenario& scenario) {
    scenario.pass(std::chrono::minutes{2});
    CHECK(scenario.tasks_with(core::Outcome::done) == 150);
    check_truth(scenario);
}

}  // namespace ecdsnap::tests
