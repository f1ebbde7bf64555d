// Every metric there is, once: what the page shows, and what the reference is written from.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace ecdsnap::adapters {

enum class Metric : std::uint8_t {
    build_info,
    start_time,
    starts_last_hour,
    ready,
    configuration_loaded,
    reload_refused,
    clock_trusted,
    second_daemon,
    zones_info,
    zones_age,
    zones_restart,
    pause_started,
    pause_ends,
    regions_awaited,
    inventory_interval,
    ledger_writable,
    ledger_bytes,
    ledger_free_bytes,
    ledger_commits,
    ledger_commits_failed,
    credentials_failing,
    credentials_expiry,
    snapshots,
    answers_lost,
    extras,
    newest_verified,
    verified_age,
    never_verified,
    oldest_verified,
    metrics_duration,
    policy_desktops,
    policy_observes,
    policy_paused,
    policy_unapproved,
    policy_next_slot,
    policy_slots_open,
    policy_tasks_open,
    policy_tasks_unlikely,
    policy_last_slot,
    policy_last_slot_end,
    policy_last_slot_tasks,
    policy_last_slot_missed,
    policy_objective,
    policy_over_objective,
    disks_excused,
    policy_pause_breaks,
    tasks,
    site_ready,
    site_desktops,
    site_excluded,
    site_inventory,
    site_tasks,
    site_suspects,
    site_awake,
    site_rate_limit,
    site_rate_learned,
    site_held_back,
    site_problem,
    site_clock,
    site_lag,
    calls,
    call_duration,
};

enum class MetricKind : std::uint8_t { gauge, counter, histogram };

struct MetricType {
    Metric id;
    std::string_view name;  // as Prometheus has it
    MetricKind kind = MetricKind::gauge;
    std::string_view labels;  // their names, with commas; empty: one series
    std::string_view help;
};

// In the order of the enumerators.
std::span<const MetricType> metric_catalogue();
const MetricType& type_of(Metric metric);

const char* text(MetricKind kind);  // "gauge", …

// The reference as Markdown: config/monitoring/metrics.md.
std::string metric_reference();

}  // namespace ecdsnap::adapters
