#include "engine/site.hpp"

#include <utility>

namespace ecdsnap::engine {

Site::Site(World& world_, core::SiteId id_, ports::Cloud& cloud_, core::SiteLimits limits)
    : world(world_),
      id(std::make_shared<const core::SiteId>(std::move(id_))),
      cloud(world_, id, cloud_, static_cast<double>(limits.requests_per_second)),
      most_in_flight(limits.in_flight),
      wakes(limits.awake),
      dispatch(world_.clock.make_alarm()),
      inventory_wanted(world_.clock.make_alarm()),
      completion(world_.clock.make_alarm()),
      states(world_.clock.make_alarm()),
      waking(world_.clock.make_alarm()),
      adoption(world_.clock.make_alarm()) {}

void remember(Site& site) {
    ports::SiteMemory memory;
    memory.site = *site.id;
    memory.longest_listing_lag = site.lag.longest().value_or(core::Millis{0});
    memory.stamp_differs = site.stamp_differs;
    memory.unadopted_since = site.unadopted_since;
    memory.listing_adopted = site.listing_adopted;
    site.world.writer.store(std::move(memory));
}

}  // namespace ecdsnap::engine
