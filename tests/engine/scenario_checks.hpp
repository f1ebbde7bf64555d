// What scenarios of the engine have in common: a bad night's faults, and what must be true after it.
#pragma once

#include "core/policy/description_stamp.hpp"
#include "core/reconcile/ownership.hpp"
#include "engine/scenario.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>
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

// What another daemon of our owner has made for the slot "nightly" of today, 18:01.
inline simulation::TrueSnapshot made_by_another(const Scenario& scenario, std::string id, std::string desktop,
                                                core::DiskKind disk) {
    core::Stamp stamp;
    stamp.owner = "main";
    const auto today = std::chrono::floor<std::chrono::days>(scenario.time.wall());
    stamp.slot =
        core::SlotKey{"nightly", today + std::chrono::hours{18} + std::chrono::minutes{1}, core::SlotKind::scheduled};
    stamp.start_token = "other7";
    simulation::TrueSnapshot made;
    made.shown.id = std::move(id);
    made.shown.name = "someone-else-" + made.shown.id;
    made.shown.description = core::description_with(stamp, "");
    made.shown.desktop_id = std::move(desktop);
    made.shown.disk = disk;
    made.shown.created = std::chrono::floor<std::chrono::seconds>(scenario.time.wall());
    made.ends_at = scenario.time.wall() + std::chrono::minutes{30};
    return made;
}

}  // namespace ecdsnap::tests
