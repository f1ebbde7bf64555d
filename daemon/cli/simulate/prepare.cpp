#include "cli/simulate/prepare.hpp"

#include "cli/inventory/known_fleet.hpp"
#include "cli/outlook/outlook.hpp"
#include "cli/simulate/fault_arguments.hpp"
#include "cli/simulate/fleet.hpp"
#include "cli/time_argument.hpp"
#include "simulation/rehearsal/made_up_fleet.hpp"

#include <fmt/format.h>

#include <memory>
#include <utility>

namespace ecdsnap::cli {
namespace {

using core::TextError;
using core::TextResult;

TextError about(const char* option, TextError error) {
    error.problem = fmt::format("{}: {}", option, error.problem);
    error.column = 0;
    return error;
}

// Whole minutes: a slot of the minute that runs would be one that nobody can still prepare for.
TextResult<core::SlotInstant> start_of(const SimulateOptions& options, core::WallTime now) {
    if (!options.from) return std::chrono::ceil<std::chrono::minutes>(now);
    const auto from = time_point(*options.from);
    if (!from)
        return about("--from", TextError(0, from.error().problem,
                                         "2026-12-01, \"2026-12-01 02:00\" (local), 2026-11-30T18:00:00Z"));
    return std::chrono::floor<std::chrono::seconds>(*from);
}

TextResult<void> choose_policies(const std::vector<core::Policy>& all, const std::vector<std::string>& wanted,
                                 simulation::RehearsalPlan& plan) {
    const auto places = policies_named(all, wanted);
    if (!places) return about("--policy", places.error());
    for (const std::size_t place : *places) {
        core::Policy policy = all[place];
        policy.approve_above.reset();  // what is played is what happens once it has been approved
        plan.policies.push_back(std::make_shared<const core::Policy>(std::move(policy)));
    }
    return {};
}

TextResult<void> set_faults(const SimulateOptions& options, simulation::RehearsalPlan& plan) {
    for (const std::string& typed : options.outages) {
        auto outages = outages_from(typed, plan);
        if (!outages) return about("--outage", outages.error());
        plan.outages.insert(plan.outages.end(), outages->begin(), outages->end());
    }
    for (const std::string& typed : options.limits)
        if (const auto set = set_limit(typed, plan.sites); !set) return about("--limit", set.error());
    const auto range = duration_range(options.snapshot_time);
    if (!range) return about("--snapshot-time", range.error());
    std::tie(plan.snapshot_least, plan.snapshot_most) = *range;
    return {};
}

void make_up_fleet(PreparedSimulation& prepared, std::size_t desktops) {
    prepared.made_up = true;
    for (simulation::RehearsedSite& site : prepared.plan.sites)
        site.desktops = simulation::made_up_fleet(prepared.plan.policies, desktops);
}

}  // namespace

TextResult<PreparedSimulation> prepare_simulation(const core::Settings& settings,
                                                  const std::vector<core::Policy>& policies,
                                                  const SimulateOptions& options, core::WallTime now) {
    PreparedSimulation prepared;
    simulation::RehearsalPlan& plan = prepared.plan;
    plan.owner = settings.owner;
    plan.coverage = settings.coverage;
    plan.inventory_every = settings.inventory_every;
    plan.seed = options.seed;
    for (const core::FleetSite& known : core::sites_of(with_regions_of(options.inventories, settings))) {
        simulation::RehearsedSite site;
        site.id = known.id;
        site.limits = known.limits;
        plan.sites.push_back(std::move(site));
    }
    const auto from = start_of(options, now);
    if (!from) return from.error();
    plan.from = *from;
    plan.until = plan.from + std::chrono::days{options.days};
    if (const auto chosen = choose_policies(policies, options.policies, plan); !chosen) return chosen.error();
    if (const auto set = set_faults(options, plan); !set) return set.error();
    if (options.inventories.empty()) {
        make_up_fleet(prepared, options.desktops);
        return prepared;
    }
    auto notes = simulated_fleet(options.inventories, plan);
    if (!notes) return about("--inventory", notes.error());
    prepared.notes = std::move(*notes);
    return prepared;
}

}  // namespace ecdsnap::cli
