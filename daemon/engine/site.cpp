#include "engine/site.hpp"

#include <utility>

namespace ecdsnap::engine {

Site::Site(World& world_, core::SiteId id_, ports::Cloud& cloud_, double ceiling, std::uint32_t most_in_flight_)
    : world(world_),
      id(std::make_shared<const core::SiteId>(std::move(id_))),
      cloud(world_, id, cloud_, ceiling),
      most_in_flight(most_in_flight_),
      dispatch(world_.clock.make_alarm()),
      inventory_wanted(world_.clock.make_alarm()),
      completion(world_.clock.make_alarm()),
      states(world_.clock.make_alarm()),
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
