#include "adapters/control/metrics/metric_samples.hpp"

#include "core/text/printable.hpp"

#include <charconv>
#include <chrono>

namespace ecdsnap::adapters {
namespace {

double seconds_of(core::WallTime time) {
    return std::chrono::duration<double>(time.time_since_epoch()).count();
}

double one_if(bool holds) {
    return holds ? 1 : 0;
}

// "2025b": no older than the first day of 2025. nullopt: it names no year.
std::optional<core::WallTime> first_day_of(const std::string& zones_version) {
    int year = 0;
    const auto read = std::from_chars(zones_version.data(), zones_version.data() + zones_version.size(), year);
    if (read.ec != std::errc{} || year < 1990 || year > 9999) return std::nullopt;
    return std::chrono::sys_days{std::chrono::year{year} / 1 / 1};
}

void add_zones(MetricSamples& samples, const ports::Status& status) {
    samples.add(Metric::zones_info, {status.timezone_database}, 1);
    samples.add(Metric::zones_restart, one_if(status.timezone_restart_needed()));
    if (const auto first = first_day_of(status.timezone_database))
        samples.add(Metric::zones_age, std::chrono::duration<double>(status.now - *first).count());
}

void add_daemon(MetricSamples& samples, const ports::MetricFacts& facts) {
    const ports::Status& status = facts.status;
    samples.add(Metric::build_info, {status.version, status.owner}, 1);
    samples.add_time(Metric::start_time, {}, status.started_at);
    samples.add(Metric::starts_last_hour, facts.starts_last_hour);
    samples.add(Metric::ready, one_if(status.ready));
    samples.add_time(Metric::configuration_loaded, {}, status.configuration_loaded_at);
    samples.add(Metric::reload_refused, one_if(!status.reload_problem.empty()));
    samples.add(Metric::clock_trusted, one_if(status.clock_trusted));
    samples.add(Metric::second_daemon, one_if(facts.second_daemon));
    samples.add(Metric::regions_awaited, static_cast<double>(status.regions_awaited.size()));
    samples.add(Metric::inventory_interval, std::chrono::duration<double>(facts.inventory_every).count());
    add_zones(samples, status);
    for (const core::Pause& pause : status.pauses) {
        const MetricSamples::Labels labels{core::text(pause.key.scope), pause.key.name};
        samples.add_time(Metric::pause_started, labels, pause.since);
        samples.add_time(Metric::pause_ends, labels, pause.until);
    }
    for (const ports::AccountStatus& account : status.accounts) {
        samples.add(Metric::credentials_failing, {account.name}, one_if(!account.key.problem.empty()));
        if (account.key.expires) samples.add_time(Metric::credentials_expiry, {account.name}, *account.key.expires);
    }
}

void add_ledger(MetricSamples& samples, const ports::MetricFacts& facts, const LedgerFileSize& ledger) {
    samples.add(Metric::ledger_writable, one_if(facts.status.ledger_writable));
    if (ledger.bytes) samples.add(Metric::ledger_bytes, static_cast<double>(*ledger.bytes));
    if (ledger.free_bytes) samples.add(Metric::ledger_free_bytes, static_cast<double>(*ledger.free_bytes));
    samples.add(Metric::ledger_commits, {}, facts.commits.seconds());
    samples.add(Metric::ledger_commits_failed, static_cast<double>(facts.commits.failed()));
}

void add_snapshots(MetricSamples& samples, const ports::MetricFacts& facts) {
    const core::SnapshotTally& tally = facts.snapshots;
    const auto add = [&](const char* state, std::uint64_t count) {
        samples.add(Metric::snapshots, {state}, static_cast<double>(count));
    };
    add("accepted", tally.accepted);
    add("accomplished", tally.accomplished);
    add("failed", tally.failed);
    add("vanished", tally.vanished);
    add("extra", tally.extra);
    samples.add(Metric::answers_lost, static_cast<double>(tally.lost));
    if (!facts.past_known) return;
    samples.add(Metric::extras, static_cast<double>(facts.extras));
    if (facts.newest_verified) samples.add_time(Metric::newest_verified, {}, *facts.newest_verified);
    samples.add(Metric::verified_age, {}, facts.ages.seconds());
    samples.add(Metric::never_verified, static_cast<double>(facts.ages.never()));
    for (const core::OldestDesktop& oldest : facts.ages.oldest())
        samples.add(Metric::oldest_verified, {core::text(oldest.site), core::printable(oldest.desktop_id)}, oldest.age);
}

}  // namespace

MetricSamples::MetricSamples() : families_(metric_catalogue().size()) {}

void MetricSamples::add(Metric metric, Labels labels, double value) {
    families_[static_cast<std::size_t>(metric)].push_back({std::move(labels), value});
}

void MetricSamples::add(Metric metric, Labels labels, const core::Histogram& histogram) {
    families_[static_cast<std::size_t>(metric)].push_back({std::move(labels), 0, histogram});
}

void MetricSamples::add_time(Metric metric, Labels labels, core::WallTime time) {
    if (time != core::WallTime{}) add(metric, std::move(labels), seconds_of(time));
}

std::size_t MetricSamples::series() const {
    std::size_t count = 0;
    for (const auto& family : families_)
        for (const MetricSample& sample : family)
            count += sample.histogram ? sample.histogram->counts().size() + 2 : 1;
    return count;
}

MetricSamples samples_of(const ports::MetricFacts& facts, const LedgerFileSize& ledger) {
    MetricSamples samples;
    add_daemon(samples, facts);
    add_ledger(samples, facts, ledger);
    add_snapshots(samples, facts);
    add_policies(samples, facts);
    add_sites(samples, facts);
    return samples;
}

}  // namespace ecdsnap::adapters
