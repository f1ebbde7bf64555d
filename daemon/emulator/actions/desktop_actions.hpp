// DescribeDesktops.
#pragma once

#include "emulator/actions/action.hpp"

namespace ecdsnap::emulator {

std::optional<Refusal> describe_desktops(ActionCall& call);

}  // namespace ecdsnap::emulator
