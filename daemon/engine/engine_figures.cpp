// What the engine counts and measures, on demand.
#include "engine/engine.hpp"

#include <algorithm>
#include <chrono>

namespace ecdsnap::engine {
namespace {

// Disks that have gone without a verified snapshot for longer than the policy promises. One that never had any counts
// once the policy itself, and what is known of the desktop, are that old: `policy_age`.
void count_over_objective(const World& world, const Site& site, const core::Policy& policy,
                          const CoveredDesktops::AtSite& covered, const CoveredDesktops::Places& places,
                          core::WallTime now, ports::PolicyFigures& into) {
    const auto memory = world.memories.find(policy.name);
    const core::Millis policy_age = memory == world.memories.end() ? core::Millis{0} : now - memory->second.first_seen;
    const core::WallTime limit = now - policy.objective->rpo;
    const auto unverified =
        policy_age > policy.objective->rpo ? core::NeverVerified::counts : core::NeverVerified::does_not;
    for (const core::DiskKind disk : {core::DiskKind::system, core::DiskKind::data}) {
        if (disk == core::DiskKind::system ? !policy.disks.system : !policy.disks.data) continue;
        for (const auto place :
             core::older_places(covered.moments.of(disk), covered.listed, places, limit, unverified)) {
            const auto desktop = site.inventory.desktops()[place].id.view();
            const bool excused = world.figures.excused.contains(policy.name, desktop, disk);
            ++(excused ? into.over_objective_excused : into.over_objective);
        }
    }
}

bool was_missed(const core::Slot& last) {
    if (last.state != core::SlotState::passed) return false;
    core::Slot as_open = last;
    core::reopen(as_open);
    return core::ending_of_rest(as_open) == core::Outcome::missed;
}

ports::SiteFigures figures_of(const Site& site) {
    ports::SiteFigures figures;
    figures.calls = site.cloud.tally();
    for (const core::RootCause& cause : site.cloud.root_causes())
        if (std::ranges::find(figures.problems, cause.kind) == figures.problems.end())
            figures.problems.push_back(cause.kind);
    return figures;
}

std::uint32_t starts_since(const World& world, core::WallTime since) {
    return static_cast<std::uint32_t>(
        std::ranges::count_if(world.starts, [&](const auto& start) { return start.at >= since; }));
}

}  // namespace

ports::MetricFacts Engine::metric_facts() const {
    ports::MetricFacts facts;
    facts.status = status();
    const core::WallTime now = facts.status.now;
    facts.second_daemon = world_.second_daemon();
    facts.inventory_every = settings_.inventory_every;
    facts.starts_last_hour = starts_since(world_, now - std::chrono::hours{1});
    facts.tasks = world_.figures.tasks;
    facts.snapshots = world_.figures.snapshots;
    facts.commits = world_.writer.tally();
    facts.past_known = world_.figures.past_known;
    facts.extras = world_.figures.extras_before + world_.figures.snapshots.extra;

    std::set<std::string> names;
    for (const auto& policy : world_.policies) {
        ports::PolicyFigures figures;
        const auto end = world_.figures.last_ends.find(policy->name);
        if (end != world_.figures.last_ends.end()) figures.last_slot_end = end->second;
        const core::Slot* last = world_.slots.last(policy->name);
        figures.last_slot_missed = last != nullptr && was_missed(*last);
        facts.policies.push_back(figures);
        names.insert(policy->name);
    }
    facts.tasks.keep_only(names);
    for (const auto& site : sites_)
        facts.sites.push_back(figures_of(*site));
    if (facts.past_known) add_ages(facts);
    return facts;
}

void Engine::add_ages(ports::MetricFacts& facts) const {
    const core::WallTime now = facts.status.now;
    for (std::size_t at = 0; at < sites_.size(); ++at) {
        const Site& site = *sites_[at];
        const CoveredDesktops::AtSite& covered = covered_.at_site(world_, sites_, at);
        facts.ages.add(*site.id, site.inventory.desktops(), covered.moments, now);
        const auto newest = site.verified.newest();
        if (newest && (!facts.newest_verified || *facts.newest_verified < *newest)) facts.newest_verified = newest;
        for (std::size_t place = 0; place < world_.policies.size(); ++place) {
            const core::Policy& policy = *world_.policies[place];
            if (!policy.objective) continue;
            count_over_objective(world_, site, policy, covered, covered.of_policy[place], now, facts.policies[place]);
        }
    }
}

}  // namespace ecdsnap::engine
