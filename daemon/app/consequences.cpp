#include "app/consequences.hpp"

#include "core/forecast/plan_change.hpp"
#include "core/forecast/plan_warning.hpp"
#include "core/reload/change_events.hpp"
#include "core/reload/reload_limits.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <utility>

namespace ecdsnap::app {
namespace {

using boost::asio::awaitable;

constexpr auto looked_ahead = std::chrono::days{7};

// One configuration, as far as desktops notice it.
struct Side {
    std::string owner;
    std::vector<core::Policy> policies;
    core::CoverageRules coverage;
    core::Millis inventory_every{0};
    std::vector<core::PolicyReach> reach;

    core::PlanSide over(const core::Fleet& fleet) const {
        return {owner, &policies, &coverage, &fleet, &reach, inventory_every};
    }
};

Side side_of(const adapters::LoadedConfig& config) {
    Side side;
    side.owner = config.settings.owner;
    side.policies = config.policies;
    side.coverage = config.settings.coverage;
    side.inventory_every = config.settings.inventory_every;
    return side;
}

// The desktops as they are now. They are copied where they are worked on, and let go of here, on the loop.
struct FleetSource {
    core::Fleet sites;
    std::vector<std::shared_ptr<const std::vector<core::Desktop>>> desktops;  // of each
    std::string unlisted;

    const core::Fleet& copied() {
        for (std::size_t place = 0; place < sites.size(); ++place)
            if (desktops[place]) sites[place].desktops = *desktops[place];
        return sites;
    }
};

FleetSource fleet_of(Daemon& daemon) {
    FleetSource fleet;
    fleet.sites = daemon.sites();
    for (const core::FleetSite& site : fleet.sites) {
        fleet.desktops.push_back(daemon.engine().desktops_of(site.id));
        if (!fleet.desktops.back()) fleet.unlisted += (fleet.unlisted.empty() ? "" : ", ") + core::text(site.id);
    }
    return fleet;
}

core::SlotInstant next_minute(Daemon& daemon) {
    return std::chrono::ceil<std::chrono::minutes>(daemon.clock().wall_now());
}

// What is worked on, by one thread at a time.
struct Comparison {
    Side before;
    Side after;
    FleetSource fleet;
    core::ReloadLimits limits;  // those in force: a new file does not allow itself anything
    core::SlotInstant from{};
    ReloadVerdict verdict;
};

void find_limits(Comparison& job, const core::PlanSide& before, const core::PlanSide& after,
                 const core::ReachChange& desktops) {
    job.verdict.broken = core::broken_limits(job.limits, desktops);
    if (!job.verdict.broken.empty() || job.fleet.unlisted.empty()) return;
    job.verdict.broken = core::unknown_limits(job.limits, before, after, job.fleet.unlisted);
}

awaitable<void> compare(std::shared_ptr<Comparison> job) {
    const core::Fleet& fleet = job->fleet.copied();
    job->before.reach = core::reach_of(job->before.policies, job->before.coverage, fleet);
    job->after.reach = core::reach_of(job->after.policies, job->after.coverage, fleet);
    const core::PlanSide before = job->before.over(fleet);
    const core::PlanSide after = job->after.over(fleet);
    const core::PlanChange change = core::plan_change(before, after, job->from, job->from + looked_ahead);
    ReloadVerdict& verdict = job->verdict;
    verdict.events = core::change_events(change, job->fleet.unlisted);
    verdict.before = change.desktops.before;
    verdict.after = change.desktops.after;
    verdict.gained = change.desktops.gained.size();
    verdict.lost = change.desktops.lost.size();
    verdict.examples = core::examples_text(verdict.lost > 0 ? change.desktops.lost : change.desktops.gained);
    verdict.unlisted = job->fleet.unlisted;
    find_limits(*job, before, after, change.desktops);
    co_return;
}

struct LookAhead {
    Side side;
    FleetSource fleet;
    core::SlotInstant from{};
    core::ApprovalBook approvals;
    std::vector<core::PlanWarning> warnings;
};

bool is_approved(const LookAhead& job, const core::PlanWarning& warning) {
    if (warning.kind != core::PlanWarningKind::needs_approval) return false;
    const core::Approval* approval = job.approvals.find(warning.policy);
    for (std::size_t place = 0; approval != nullptr && place < job.side.policies.size(); ++place)
        if (job.side.policies[place].name == warning.policy) return approval->up_to >= job.side.reach[place].desktops();
    return false;
}

awaitable<void> look_ahead(std::shared_ptr<LookAhead> job) {
    Side& side = job->side;
    const core::Fleet& fleet = job->fleet.copied();
    side.reach = core::reach_of(side.policies, side.coverage, fleet);
    const core::Forecast ahead =
        core::forecast(side.policies, fleet, side.reach, side.inventory_every, job->from, job->from + looked_ahead);
    job->warnings = core::warnings_of(side.policies, fleet, side.reach, ahead);
    std::erase_if(job->warnings, [&](const core::PlanWarning& warning) { return is_approved(*job, warning); });
    co_return;
}

}  // namespace

awaitable<ReloadVerdict> Consequences::judge(const adapters::LoadedConfig& wanted) {
    const auto job = std::make_shared<Comparison>();
    job->before = side_of(daemon_.config());
    job->after = side_of(wanted);
    job->limits = daemon_.settings().reload;
    job->from = next_minute(daemon_);
    job->fleet = fleet_of(daemon_);
    co_await boost::asio::co_spawn(worker_, compare(job), boost::asio::use_awaitable);
    job->fleet.desktops.clear();
    ReloadVerdict verdict = std::move(job->verdict);
    co_return verdict;
}

awaitable<void> Consequences::warn() {
    again_ = true;
    if (std::exchange(warning_, true)) co_return;
    while (std::exchange(again_, false)) {
        const auto job = std::make_shared<LookAhead>();
        job->side = side_of(daemon_.config());
        job->from = next_minute(daemon_);
        job->approvals = daemon_.engine().approvals();
        job->fleet = fleet_of(daemon_);
        if (!job->fleet.unlisted.empty()) break;
        co_await boost::asio::co_spawn(worker_, look_ahead(job), boost::asio::use_awaitable);
        job->fleet.desktops.clear();
        for (core::Event& event : core::warning_events(told_.news(job->warnings)))
            daemon_.events().emit(std::move(event));
    }
    warning_ = false;
}

}  // namespace ecdsnap::app
