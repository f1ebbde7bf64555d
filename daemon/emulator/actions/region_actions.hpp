// DescribeRegions.
#pragma once

#include "emulator/actions/action.hpp"

namespace ecdsnap::emulator {

std::optional<Refusal> describe_regions(ActionCall& call);

}  // namespace ecdsnap::emulator
