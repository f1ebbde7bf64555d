// What belongs to a site, and its calls. A region that is set aside has none.
#include "adapters/control/metrics/metric_samples.hpp"

#include <chrono>

namespace ecdsnap::adapters {
namespace {

void add_queue(MetricSamples& samples, const std::string& name, const ports::SiteStatus& site) {
    const auto add = [&](const char* state, std::uint64_t count) {
        samples.add(Metric::site_tasks, {name, state}, static_cast<double>(count));
    };
    add("due", site.due);
    add("waiting", site.waiting);
    add("in_flight", site.in_flight);
    add("followed", site.followed);
    samples.add(Metric::site_suspects, {name}, static_cast<double>(site.suspects));
    samples.add(Metric::site_awake, {name}, static_cast<double>(site.woken));
}

void add_pacing(MetricSamples& samples, const std::string& name, const ports::SiteStatus& site) {
    samples.add(Metric::site_rate_limit, {name}, site.requests_per_second_limit);
    for (std::size_t each = 0; each < core::call_kinds; ++each) {
        const char* calls = core::text(static_cast<core::CallKind>(each));
        if (site.learned_rates[each]) samples.add(Metric::site_rate_learned, {name, calls}, *site.learned_rates[each]);
        if (site.held_back[each]) samples.add(Metric::site_held_back, {name, calls, site.held_back[each]->reason}, 1);
    }
}

void add_calls(MetricSamples& samples, const std::string& name, const core::CallTally& tally) {
    for (std::size_t one = 0; one < core::call_actions; ++one) {
        const auto action = static_cast<core::CallAction>(one);
        if (tally.count(action) == 0) continue;
        for (std::size_t other = 0; other < core::call_results; ++other) {
            const auto result = static_cast<core::CallResult>(other);
            samples.add(Metric::calls, {name, core::text(action), core::text(result)},
                        static_cast<double>(tally.count(action, result)));
        }
    }
}

void add_site(MetricSamples& samples, const ports::SiteStatus& site, const ports::SiteFigures& figures) {
    const std::string name = core::text(site.site);
    samples.add(Metric::site_ready, {name}, site.ready ? 1 : 0);
    samples.add(Metric::site_desktops, {name}, static_cast<double>(site.desktops));
    samples.add(Metric::site_excluded, {name}, static_cast<double>(site.excluded));
    if (site.inventory_at) samples.add_time(Metric::site_inventory, {name}, *site.inventory_at);
    add_queue(samples, name, site);
    add_pacing(samples, name, site);
    for (const core::ErrorClass problem : figures.problems)
        samples.add(Metric::site_problem, {name, core::text(problem)}, 1);
    if (site.clock_difference)
        samples.add(Metric::site_clock, {name}, std::chrono::duration<double>(*site.clock_difference).count());
    if (site.settle_time)
        samples.add(Metric::site_lag, {name}, std::chrono::duration<double>(*site.settle_time).count());
    add_calls(samples, name, figures.calls);
}

void add_durations(MetricSamples& samples, const std::vector<ports::SiteFigures>& sites) {
    for (std::size_t one = 0; one < core::call_actions; ++one) {
        const auto action = static_cast<core::CallAction>(one);
        std::optional<core::Histogram> all;
        for (const ports::SiteFigures& site : sites) {
            if (site.calls.count(action) == 0) continue;
            if (all)
                all->merge(site.calls.seconds(action));
            else
                all = site.calls.seconds(action);
        }
        if (all) samples.add(Metric::call_duration, {core::text(action)}, *all);
    }
}

}  // namespace

void add_sites(MetricSamples& samples, const ports::MetricFacts& facts) {
    for (std::size_t place = 0; place < facts.sites.size(); ++place)
        if (facts.status.sites[place].unused.empty()) add_site(samples, facts.status.sites[place], facts.sites[place]);
    add_durations(samples, facts.sites);
}

}  // namespace ecdsnap::adapters
