// A tree of conditions over desktops, in a policy's `select` and in the main file's `exclude`.
#pragma once

#include "adapters/yaml/config_key.hpp"
#include "adapters/yaml/yaml_value.hpp"
#include "core/policy/selector.hpp"

#include <vector>

namespace ecdsnap::adapters {

// What could be read of it: conditions with a problem are reported and left out.
core::Selector read_selector(const YamlValue& value);

// The keys of one mapping of conditions, for the reference and for schemas; `all`, `any` and `not` hold the same again.
std::vector<ConfigKey> selector_keys();

}  // namespace ecdsnap::adapters
