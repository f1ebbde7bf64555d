// The kernel's random numbers.
#pragma once

#include "ports/random.hpp"

#include <memory>

namespace ecdsnap::adapters {

std::unique_ptr<ports::Random> make_system_random();

}  // namespace ecdsnap::adapters
