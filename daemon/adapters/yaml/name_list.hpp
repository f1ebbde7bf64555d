// The names that a message lists as allowed, where people chose them and there may be thousands.
#pragma once

#include <span>
#include <string>

namespace ecdsnap::adapters {

// "daily, hourly"; of more than a dozen the first ones: "a, b, ... and 3190 more".
std::string name_list(std::span<const std::string> names);

}  // namespace ecdsnap::adapters
