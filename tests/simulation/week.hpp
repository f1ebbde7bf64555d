// How long a virtual week takes: 100 desktops with hourly slots, on a cloud without faults.
#pragma once

#include "simulation/stage.hpp"

namespace ecdsnap::tests {

RunResult play_week();

}  // namespace ecdsnap::tests
