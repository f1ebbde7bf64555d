#include "adapters/control/metrics/metric_catalogue.hpp"

#include <fmt/format.h>

#include <array>
#include <cstddef>

namespace ecdsnap::adapters {
namespace {

using enum MetricKind;

constexpr std::array<MetricType, 62> catalogue{{
    {Metric::build_info, "ecdsnap_build_info", gauge, "version,owner",
     "1: which version runs, and for which owner's snapshots."},
    {Metric::start_time, "ecdsnap_start_time_seconds", gauge, "", "When the daemon started (Unix time)."},
    {Metric::starts_last_hour, "ecdsnap_starts_last_hour", gauge, "",
     "Starts within the last hour by the ledger, this one included: more than a few are restarts by the watchdog or "
     "after crashes."},
    {Metric::ready, "ecdsnap_ready", gauge, "",
     "1: every site is ready and snapshots are made; 0: /readyz says why not."},
    {Metric::configuration_loaded, "ecdsnap_configuration_loaded_timestamp_seconds", gauge, "",
     "When the configuration in force was read (Unix time)."},
    {Metric::reload_refused, "ecdsnap_reload_refused", gauge, "",
     "1: the last reload was refused, and the configuration before it is in force."},
    {Metric::clock_trusted, "ecdsnap_clock_trusted", gauge, "",
     "1: this machine's clock agrees with the cloud's; 0: no slot opens until it does."},
    {Metric::second_daemon, "ecdsnap_second_daemon", gauge, "",
     "1: another daemon makes snapshots for the same owner."},
    {Metric::zones_info, "ecdsnap_time_zone_database_info", gauge, "version", "1: the time zone database in use."},
    {Metric::zones_age, "ecdsnap_time_zone_database_age_seconds", gauge, "",
     "Age of the time zone database in use at most: counted from 1 January of its year."},
    {Metric::zones_restart, "ecdsnap_time_zone_restart_needed", gauge, "",
     "1: another time zone database is installed, and a restart takes it up."},
    {Metric::pause_started, "ecdsnap_pause_started_timestamp_seconds", gauge, "scope,name",
     "When a pause in force began (Unix time)."},
    {Metric::pause_ends, "ecdsnap_pause_ends_timestamp_seconds", gauge, "scope,name",
     "When a pause in force ends by itself (Unix time)."},
    {Metric::regions_awaited, "ecdsnap_accounts_without_regions", gauge, "",
     "Accounts with `regions: all` whose regions the cloud has not told (again)."},
    {Metric::inventory_interval, "ecdsnap_inventory_interval_seconds", gauge, "",
     "How often the desktops are listed (`inventory: every`)."},
    {Metric::ledger_writable, "ecdsnap_ledger_writable", gauge, "",
     "1: the ledger can be written; 0: no snapshot is requested until it can."},
    {Metric::ledger_bytes, "ecdsnap_ledger_bytes", gauge, "", "Size of the ledger's file with its write-ahead log."},
    {Metric::ledger_free_bytes, "ecdsnap_ledger_free_bytes", gauge, "", "Room on the ledger's file system."},
    {Metric::ledger_commits, "ecdsnap_ledger_commit_duration_seconds", histogram, "",
     "How long commits took until they were on the disk."},
    {Metric::ledger_commits_failed, "ecdsnap_ledger_commits_failed_total", counter, "",
     "Commits that the ledger did not take."},
    {Metric::credentials_failing, "ecdsnap_credentials_failing", gauge, "account",
     "1: the last attempt to get the account's key failed; the one before is used while it is valid."},
    {Metric::credentials_expiry, "ecdsnap_credentials_expiry_timestamp_seconds", gauge, "account",
     "When the account's key expires (Unix time); missing where it does not, or nobody knows."},
    {Metric::snapshots, "ecdsnap_snapshots_total", counter, "state",
     "Snapshots since the start: accepted by the service, accomplished (verified), failed, vanished from the listing, "
     "extra (a second one of a task)."},
    {Metric::answers_lost, "ecdsnap_answers_lost_total", counter, "",
     "CreateSnapshot calls since the start whose answer was lost; their snapshots are looked for before anything is "
     "sent again."},
    {Metric::extras, "ecdsnap_extra_snapshots", gauge, "",
     "Snapshots of ours beyond the one that their task has recorded."},
    {Metric::newest_verified, "ecdsnap_newest_verified_timestamp_seconds", gauge, "",
     "When the newest of all verified snapshots was made (Unix time)."},
    {Metric::verified_age, "ecdsnap_verified_age_seconds", histogram, "",
     "Ages of the newest verified snapshots of the disks that policies cover: not since the start, but as they are "
     "now."},
    {Metric::never_verified, "ecdsnap_disks_never_verified", gauge, "",
     "Disks that policies cover and of which no verified snapshot is known."},
    {Metric::oldest_verified, "ecdsnap_oldest_verified_age_seconds", gauge, "site,desktop",
     "The ten desktops whose newest verified snapshot is the oldest."},
    {Metric::metrics_duration, "ecdsnap_metrics_duration_seconds", gauge, "",
     "How long it took to make the metrics before these."},
    {Metric::policy_desktops, "ecdsnap_policy_desktops", gauge, "policy", "Desktops that the policy covers."},
    {Metric::policy_observes, "ecdsnap_policy_observes", gauge, "policy",
     "1: the policy only observes; missing otherwise."},
    {Metric::policy_paused, "ecdsnap_policy_paused", gauge, "policy",
     "1: the policy is paused, by itself or with everything; missing otherwise."},
    {Metric::policy_unapproved, "ecdsnap_policy_desktops_unapproved", gauge, "policy",
     "Desktops of the largest open slot that waits for `ecdsnap approve`; of policies with approve_above."},
    {Metric::policy_next_slot, "ecdsnap_policy_next_slot_timestamp_seconds", gauge, "policy",
     "When the policy is due next (Unix time)."},
    {Metric::policy_slots_open, "ecdsnap_policy_slots_open", gauge, "policy",
     "Slots whose window is open, or of which something is under way."},
    {Metric::policy_tasks_open, "ecdsnap_policy_tasks_open", gauge, "policy",
     "Tasks of open slots that have no outcome yet."},
    {Metric::policy_tasks_unlikely, "ecdsnap_policy_tasks_unlikely", gauge, "policy",
     "Tasks of open slots that are unlikely to be sent before their window ends."},
    {Metric::policy_last_slot, "ecdsnap_policy_last_slot_timestamp_seconds", gauge, "policy",
     "Due instant of the newest slot that is over (Unix time)."},
    {Metric::policy_last_slot_end, "ecdsnap_policy_last_slot_end_timestamp_seconds", gauge, "policy",
     "When the last task of a slot had ended (Unix time)."},
    {Metric::policy_last_slot_tasks, "ecdsnap_policy_last_slot_tasks", gauge, "policy,outcome",
     "How the tasks of the newest slot that is over have ended: done, skipped, missed, failed."},
    {Metric::policy_last_slot_missed, "ecdsnap_policy_last_slot_missed", gauge, "policy",
     "1: the newest slot that is over was missed as a whole."},
    {Metric::policy_objective, "ecdsnap_policy_objective_seconds", gauge, "policy",
     "How old the newest verified snapshot of the policy's disks may be."},
    {Metric::policy_over_objective, "ecdsnap_policy_disks_over_objective", gauge, "policy",
     "Disks of the policy that have gone without a verified snapshot for longer than its objective, less those of "
     "ecdsnap_disks_over_objective_excused; one that never had any counts since its desktop is known."},
    {Metric::disks_excused, "ecdsnap_disks_over_objective_excused", gauge, "",
     "Disks, policy by policy, that have gone for longer, and whose last task was skipped because nothing had changed "
     "or for the "
     "desktop's state (expired, hibernated, …)."},
    {Metric::policy_pause_breaks, "ecdsnap_policy_pause_breaks_objective", gauge, "policy",
     "1: a pause breaks the policy's objective, or is going to."},
    {Metric::tasks, "ecdsnap_tasks_total", counter, "policy,outcome,class",
     "Tasks since the start by outcome and class of reason: good, rule, state, person, pacing, cloud, access, quota, "
     "machine."},
    {Metric::site_ready, "ecdsnap_site_ready", gauge, "site", "1: the site is ready and snapshots are made there."},
    {Metric::site_desktops, "ecdsnap_site_desktops", gauge, "site", "Desktops as last listed completely."},
    {Metric::site_excluded, "ecdsnap_site_desktops_excluded", gauge, "site",
     "Of these: covered by no policy, excluded or opted out."},
    {Metric::site_inventory, "ecdsnap_site_inventory_timestamp_seconds", gauge, "site",
     "When all desktops were last listed completely (Unix time)."},
    {Metric::site_tasks, "ecdsnap_site_tasks", gauge, "site,state",
     "Tasks by state: due (to be sent), waiting (of those: not yet allowed), in_flight (sends without an answer), "
     "followed (accepted, not yet verified)."},
    {Metric::site_suspects, "ecdsnap_site_suspects", gauge, "site", "Sends whose effect is unknown."},
    {Metric::site_awake, "ecdsnap_site_desktops_awake", gauge, "site",
     "Desktops that were woken for their snapshots and are not back yet."},
    {Metric::site_rate_limit, "ecdsnap_site_create_rate_limit", gauge, "site",
     "CreateSnapshot calls a second at most: the configured ceiling, or less by what was learned."},
    {Metric::site_rate_learned, "ecdsnap_site_learned_rate", gauge, "site,calls",
     "Calls a second that the service was found to take; missing where no limit was met."},
    {Metric::site_held_back, "ecdsnap_site_held_back", gauge, "site,calls,reason",
     "1: calls of this kind fail one after the other and are held back, but for one now and then."},
    {Metric::site_problem, "ecdsnap_site_problem", gauge, "site,class",
     "1: a root cause of this class is in force: permission, credentials, quota, temporary, …"},
    {Metric::site_clock, "ecdsnap_site_clock_difference_seconds", gauge, "site",
     "So far this machine's clock is ahead of the site's."},
    {Metric::site_lag, "ecdsnap_site_settle_time_seconds", gauge, "site",
     "How long after a lost answer its snapshot is looked for: three times the longest lag of listings seen."},
    {Metric::calls, "ecdsnap_calls_total", counter, "site,action,result",
     "Calls since the start, by the service's action and result: good, throttled, refused, lost."},
    {Metric::call_duration, "ecdsnap_call_duration_seconds", histogram, "action",
     "How long answers took, all sites together."},
}};

constexpr bool is_in_order() {
    for (std::size_t place = 0; place < catalogue.size(); ++place)
        if (static_cast<std::size_t>(catalogue[place].id) != place) return false;
    return true;
}
static_assert(is_in_order());

std::string shown_labels(std::string_view labels) {
    std::string shown;
    for (std::size_t from = 0; from < labels.size();) {
        const std::size_t end = std::min(labels.find(',', from), labels.size());
        shown += fmt::format("{}`{}`", shown.empty() ? "" : ", ", labels.substr(from, end - from));
        from = end + 1;
    }
    return shown;
}

}  // namespace

std::span<const MetricType> metric_catalogue() {
    return catalogue;
}

const MetricType& type_of(Metric metric) {
    return catalogue[static_cast<std::size_t>(metric)];
}

const char* text(MetricKind kind) {
    switch (kind) {
        case gauge: return "gauge";
        case counter: return "counter";
        case histogram: return "histogram";
    }
    return "?";
}

std::string metric_reference() {
    std::string page =
        "# Metrics\n\n"
        "What `/metrics` of ecdsnapd shows, in the Prometheus text format 0.0.4. Made from the program's own table; a "
        "test holds\nthe two together.\n\n"
        "Counters (`_total`, and the two histograms of calls and commits) start at nought with the daemon. Everything "
        "else is\nright at once after a restart: it comes from the ledger and from the cloud. What belongs to a policy "
        "goes with it.\n\n"
        "| metric | type | labels | meaning |\n|---|---|---|---|\n";
    for (const MetricType& type : catalogue)
        page +=
            fmt::format("| `{}` | {} | {} | {} |\n", type.name, text(type.kind), shown_labels(type.labels), type.help);
    return page;
}

}  // namespace ecdsnap::adapters
