// The order among tasks of equal need: stable, and another one in each slot, so that no tail of a fleet starves.
#pragma once

#include "core/task/task.hpp"

#include <cstdint>

namespace ecdsnap::core {

// The smallest goes first (Need::rotation).
std::uint64_t rotation_of(const Task& task);

}  // namespace ecdsnap::core
