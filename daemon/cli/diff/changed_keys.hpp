// Which keys of a configuration have another value in another one.
#pragma once

#include "adapters/yaml/effective_policy.hpp"
#include "cli/diff/config_change.hpp"

#include <vector>

namespace ecdsnap::cli {

// Of one policy, with all that it inherits.
std::vector<KeyChange> changed_keys(const adapters::EffectivePolicy& before, const adapters::EffectivePolicy& after);

// Of the main file, as far as they change what is done: owner, sites and their limits, what is left out.
std::vector<KeyChange> changed_settings(const core::Settings& before, const core::Settings& after);

}  // namespace ecdsnap::cli
