#include "engine/covered_desktops.hpp"

#include "core/policy/coverage.hpp"

#include <algorithm>

namespace ecdsnap::engine {

const CoveredDesktops::OfPolicy& CoveredDesktops::of_policy(const World& world, const Sites& sites, std::size_t place) {
    count_if_changed(world, sites);
    return of_policies_[place];
}

std::uint64_t CoveredDesktops::left_out(const World& world, const Sites& sites, std::size_t place) {
    count_if_changed(world, sites);
    return left_out_[place];
}

const CoveredDesktops::AtSite& CoveredDesktops::at_site(const World& world, const Sites& sites, std::size_t place) {
    count_if_changed(world, sites);
    const Site& site = *sites[place];
    AtSite& here = at_sites_[place];
    if (here.moments_of != site.verified.changes()) {
        here.moments = site.verified.moments(site.inventory.desktops(), here.wanted);
        here.moments_of = site.verified.changes();
        note_listed(world, site, here);
    }
    return here;
}

void CoveredDesktops::note_listed(const World& world, const Site& site, AtSite& here) {
    const auto& desktops = site.inventory.desktops();
    const core::VerifiedSecond now = core::verified_second(world.clock.wall_now());
    here.listed.assign(desktops.size(), core::not_wanted);
    for (std::size_t place = 0; place < desktops.size(); ++place) {
        const auto lacking = [&](const auto& disks) { return disks[place] == core::never_verified; };
        if (std::ranges::none_of(here.moments.of_disk, lacking)) continue;
        const std::string id{desktops[place].id.view()};
        core::VerifiedSecond& seen = first_seen_.try_emplace(id, now).first->second;
        seen = std::min(seen, now);
        const auto known = world.figures.known_since.find(id);
        if (known != world.figures.known_since.end()) seen = std::min(seen, core::verified_second(known->second));
        here.listed[place] = seen;
    }
}

void CoveredDesktops::count_if_changed(const World& world, const Sites& sites) {
    std::vector<std::uint64_t> changes;
    changes.reserve(sites.size());
    for (const auto& site : sites)
        changes.push_back(site->inventory.changes());
    if (counted_ && policies_ == world.policies && changes_ == changes) return;
    count(world, sites);
    counted_ = true;
    policies_ = world.policies;
    changes_ = std::move(changes);
}

void CoveredDesktops::count(const World& world, const Sites& sites) {
    of_policies_.assign(world.policies.size(), {});
    left_out_.assign(sites.size(), 0);
    at_sites_.assign(sites.size(), {});
    for (std::size_t at = 0; at < sites.size(); ++at)
        count_at(world, *sites[at], at);
}

void CoveredDesktops::count_at(const World& world, const Site& site, std::size_t at) {
    const auto& desktops = site.inventory.desktops();
    AtSite& here = at_sites_[at];
    here.wanted.assign(desktops.size(), 0);
    here.of_policy.assign(world.policies.size(), {});
    for (std::uint32_t where = 0; where < desktops.size(); ++where) {
        const core::Desktop& desktop = desktops[where];
        if (core::left_out(world.coverage, desktop, *site.id)) ++left_out_[at];
        for (std::size_t place = 0; place < world.policies.size(); ++place) {
            const core::Policy& policy = *world.policies[place];
            OfPolicy& counts = of_policies_[place];
            switch (core::coverage_of(world.coverage, world.policy_names, policy, desktop, *site.id)) {
                case core::Coverage::covered:
                    ++counts.desktops;
                    if (policy.disks.system || desktop.has_data_disk) ++counts.with_disk;
                    note_wanted(policy, place, desktop, where, here);
                    break;
                case core::Coverage::excluded:
                case core::Coverage::opted_out: ++counts.excluded; break;
                case core::Coverage::not_selected:
                case core::Coverage::named_elsewhere: break;
            }
        }
    }
}

void CoveredDesktops::note_wanted(const core::Policy& policy, std::size_t place, const core::Desktop& desktop,
                                  std::uint32_t desktop_place, AtSite& into) {
    if (policy.mode == core::Mode::observe) return;
    core::WantedDisks& wanted = into.wanted[desktop_place];
    if (policy.disks.system) wanted |= core::wanted_bit(core::DiskKind::system);
    if (policy.disks.data && desktop.has_data_disk) wanted |= core::wanted_bit(core::DiskKind::data);
    if (policy.objective) into.of_policy[place].push_back(desktop_place);
}

}  // namespace ecdsnap::engine
