// What one run of the simulation is made of: a fleet, policies, a cloud's bad habits, and incidents at their times. All
// of it follows from a seed; leaving incidents out makes a smaller plan that may fail the same way.
#pragma once

#include "core/policy/policy.hpp"
#include "simulation/cloud_faults.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace ecdsnap::tests {

enum class IncidentKind : std::uint8_t {
    crash,          // kill -9 after `count` more steps, down for `lasts`
    crash_older,    // … and started on a copy of the ledger that is `older` old
    crash_lost,     // … and started without a ledger
    stop,           // graceful, down for `lasts`
    suspend,        // nothing runs on the host
    step_wall,      // the clock is wrong by `amount`, then right again
    reload_remove,  // one policy is left out for `lasts`
    reload_rename,  // one policy has another name for `lasts`
    reload_same,    // the same policies again
    manual_run,     // `ecdsnap run` of one policy
    second_daemon,  // another daemon of our owner: own host, ledger a copy of ours (`count` odd) or none
    cloud_down,     // nothing answers
    reads_fail,     // most reads are not answered
    forbidden,      // creates are refused
    credentials_expire,
    throttle,       // creates limited to `count` a second
    ledger_full,    // every commit is refused
    ledger_torn,    // commits are answered with errors, stored or not
    ledger_unread,  // reads of the ledger fail
    desktop_state,  // a desktop is in another state
    desktop_gone,
    desktop_comes,     // one that was not there, for good
    user_deletes,      // newest snapshot of a desktop
    foreign_snapshot,  // the service's own or a person's keeps a disk busy
    listing_lag,       // new snapshots are listed that much later
    reload_observe,    // one policy only observes for `lasts`
    pause,             // everything, a policy or a site (by `count`), until `amount` after it is resumed
    // Where a policy has hibernated desktops woken:
    desktops_sleep,   // so many of a hundred desktops of a site hibernate (`count`), and stay so
    person_comes,     // uses a desktop for `lasts`, which wakes it
    power_forbidden,  // nothing can be woken or put to sleep
    approval,         // a person approves a policy: as it is (`count` 0), else for `count` - 1 desktops
};
const char* text(IncidentKind kind);

struct Incident {
    core::Millis at{};  // after the start
    IncidentKind kind = IncidentKind::crash;
    core::Millis lasts{};
    core::Millis amount{};
    std::uint64_t count = 0;
    std::uint64_t which = 0;  // picks a desktop, a policy
};
std::string text(const Incident& incident);

// Equal steps in UTC.
struct PlannedGrid {
    core::Millis every{};
    core::WallTime anchor{};
};

struct PlannedPolicy {
    std::shared_ptr<const core::Policy> policy;
    std::uint32_t every_hours = 0;           // of its first schedule; 0: once a local day, or by an objective
    std::uint32_t minute = 0;                // of those hours
    std::vector<PlannedGrid> grids;          // all of its schedules; none: once a local day
    std::vector<PlannedGrid> away{};         // the same for desktops in the other zone; none: it makes no difference
    std::set<std::chrono::sys_days> closed;  // days that its calendar takes away
    core::WhenTaken then = core::WhenTaken::skip;
    // Of slots that an objective makes, the first of the grids: how far apart they may be; 0: it makes none.
    core::Millis apart{};
};

struct Plan {
    std::uint64_t seed = 0;
    core::WallTime start{};
    core::Millis trouble{};  // how long incidents go on
    core::Millis calm{};     // and how long everything is well afterwards
    std::size_t sites = 1;
    std::size_t desktops = 0;   // of each site
    bool data_disks = true;     // every second desktop has one
    bool some_stopped = false;  // every third desktop is Stopped, where nothing else becomes of it
    bool some_in_use = false;   // somebody is connected to every third one
    bool some_away = false;     // every third one has another time zone, which some policies heed
    std::uint32_t requests_per_second = 100;
    std::uint32_t in_flight = 32;
    std::uint32_t awake = 50;
    bool wakes = false;  // a policy has hibernated desktops woken
    core::Millis ledger_delay{};
    simulation::CloudFaults faults;
    std::vector<PlannedPolicy> policies;
    std::vector<Incident> incidents;  // by time
};

Plan plan_from(std::uint64_t seed);

// From 2026-11-24 00:00:10 UTC, one policy "nightly" in UTC over everything, on a cloud without faults. How long it
// lasts and what is in it is left to the caller.
Plan quiet_plan(const std::string& cron, core::Millis window);
std::shared_ptr<const core::Policy> observing(const core::Policy& policy);
std::shared_ptr<const core::Policy> renamed(const core::Policy& policy, const std::string& name);

}  // namespace ecdsnap::tests
