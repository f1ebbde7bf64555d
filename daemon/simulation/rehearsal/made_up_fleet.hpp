// Desktops that do not exist, for a rehearsal without an inventory: running, every second one with a data disk, and
// dealt out to the policies in turn, so that each policy has something to do.
#pragma once

#include "core/desktop.hpp"
#include "core/policy/policy.hpp"

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

namespace ecdsnap::simulation {

// `count` desktops with unique ids. Each is made to fit one policy's selector, as far as that can be done (not an
// expression, nor what a `not` rules out); others may match it too.
std::vector<core::Desktop> made_up_fleet(std::span<const std::shared_ptr<const core::Policy>> policies,
                                         std::size_t count);

}  // namespace ecdsnap::simulation
