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
      states(world_.clock.make_alarm()) {}

}  // namespace ecdsnap::engine
