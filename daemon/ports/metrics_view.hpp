// What is counted and measured, beside the status: plain values, made on demand by the engine for whoever renders
// metrics.
#pragma once

#include "core/error.hpp"
#include "core/figures/call_tally.hpp"
#include "core/figures/commit_tally.hpp"
#include "core/figures/snapshot_tally.hpp"
#include "core/figures/task_tally.hpp"
#include "core/figures/verified_ages.hpp"
#include "core/time.hpp"
#include "ports/status_view.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace ecdsnap::ports {

struct PolicyFigures {
    std::optional<core::WallTime> last_slot_end;  // when the last task of its last slot had ended, or it was passed
    bool last_slot_missed = false;                // it was passed as a whole, and not by a rule
    std::uint64_t over_objective = 0;             // disks; valid with an objective and MetricFacts::past_known
    std::uint64_t over_objective_excused = 0;     // beside those: skipped for their state, or unchanged; likewise
};

struct SiteFigures {
    core::CallTally calls;
    std::vector<core::ErrorClass> problems;  // root causes in force, each class once
};

struct MetricFacts {
    Status status;
    std::vector<PolicyFigures> policies;  // in the order of status.policies
    std::vector<SiteFigures> sites;       // in the order of status.sites
    bool second_daemon = false;
    core::Millis inventory_every{0};
    std::uint32_t starts_last_hour = 0;  // by the ledger, this one included
    core::TaskTally tasks;
    core::SnapshotTally snapshots;
    core::CommitTally commits;

    // Read from the ledger after the start; until then, and where it cannot be read, nothing is said of these.
    bool past_known = false;
    core::VerifiedAges ages;
    std::optional<core::WallTime> newest_verified;
    std::uint64_t extras = 0;  // that the ledger knows
};

class MetricsView {
public:
    virtual ~MetricsView() = default;
    virtual MetricFacts metric_facts() const = 0;
};

}  // namespace ecdsnap::ports
