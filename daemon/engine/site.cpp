#include "engine/site.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace ecdsnap::engine {
namespace {

core::Pacing pacing_for(World& world, const core::SiteId& site, const core::SiteLimits& limits) {
    auto& account = world.account_pacing[site.account];
    if (!account) account = std::make_shared<core::AccountPacing>();
    return core::Pacing{static_cast<double>(limits.requests_per_second), limits.share_percent / 100.0, account};
}

using MetLimits = std::array<std::optional<ports::MetLimit>, core::call_kinds>;

MetLimits limits_of(const Site& site) {
    MetLimits limits;
    const core::SteadyTime now = site.world.clock.steady_now();
    for (std::size_t kind = 0; kind < limits.size(); ++kind) {
        const auto learned = site.cloud.gate().pacing().learned(static_cast<core::CallKind>(kind), now);
        if (learned) limits[kind] = ports::MetLimit{learned->per_second, site.world.clock.wall_now() - learned->age};
    }
    return limits;
}

constexpr double worth_storing = 0.03;  // of the rate
constexpr core::Millis worth_renewing = std::chrono::hours{24};

bool nearly_same(const std::optional<ports::MetLimit>& a, const std::optional<ports::MetLimit>& b) {
    if (!a || !b) return a.has_value() == b.has_value();
    return std::abs(a->per_second / b->per_second - 1) < worth_storing && b->at - a->at < worth_renewing;
}

}  // namespace

Site::Site(World& world_, core::SiteId id_, ports::Cloud& cloud_, core::SiteLimits limits)
    : world(world_),
      id(std::make_shared<const core::SiteId>(std::move(id_))),
      cloud(world_, id, cloud_, pacing_for(world_, *id, limits)),
      most_in_flight(limits.in_flight),
      wakes(limits.awake),
      dispatch(world_.clock.make_alarm()),
      inventory_wanted(world_.clock.make_alarm()),
      completion(world_.clock.make_alarm()),
      states(world_.clock.make_alarm()),
      waking(world_.clock.make_alarm()),
      adoption(world_.clock.make_alarm()),
      looking_back(world_.clock.make_alarm()) {
    cloud.on_key_good = [this] { ask_all_again(*this); };
}

void remember(Site& site) {
    ports::SiteMemory memory;
    memory.site = *site.id;
    memory.longest_listing_lag = site.lag.longest().value_or(core::Millis{0});
    memory.stamp_differs = site.stamp_differs;
    memory.unadopted_since = site.unadopted_since;
    memory.listing_adopted = site.listing_adopted;
    memory.limits = limits_of(site);
    site.limits_remembered = memory.limits;
    site.world.writer.store(std::move(memory));
}

void remember_limits(Site& site) {
    const MetLimits limits = limits_of(site);
    if (!std::equal(limits.begin(), limits.end(), site.limits_remembered.begin(),
                    [](const auto& now, const auto& before) { return nearly_same(before, now); }))
        remember(site);
}

void recall_limits(Site& site, const ports::SiteMemory& memory) {
    site.limits_remembered = memory.limits;
    for (std::size_t kind = 0; kind < memory.limits.size(); ++kind) {
        if (!memory.limits[kind]) continue;
        core::LearnedRate learned;
        learned.per_second = memory.limits[kind]->per_second;
        learned.age = std::max(core::Millis{0}, site.world.clock.wall_now() - memory.limits[kind]->at);
        site.cloud.gate().pacing().recall(static_cast<core::CallKind>(kind), learned, site.world.clock.steady_now());
    }
}

}  // namespace ecdsnap::engine
