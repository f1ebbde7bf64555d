// The order among tasks of equal need: stable, and another one in each slot, so that no tail of a fleet starves.
#pragma once

#include "core/desktop.hpp"

#include <cstdint>
#include <string_view>

namespace ecdsnap::core {

// The smallest goes first (Need::rotation).
std::uint64_t rotation_of(std::int64_t slot_id, std::string_view desktop_id, DiskKind disk);

}  // namespace ecdsnap::core
