// How many disks two policies cover both.
#pragma once

#include "core/forecast/policy_reach.hpp"

#include <cstdint>

namespace ecdsnap::core {

std::uint64_t shared_disks(const Fleet& fleet, const Policy& one, const PolicyReach& reach_of_one, const Policy& other,
                           const PolicyReach& reach_of_other);

}  // namespace ecdsnap::core
