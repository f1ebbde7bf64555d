// Policies that only observe: their slots open, and nothing of them is sent.
#pragma once

#include "core/policy/policy.hpp"
#include "engine/site.hpp"
#include "engine/world.hpp"

namespace ecdsnap::engine {

// After a start or a reload: which policies observe; tasks of theirs that were not sent are called off.
void observe_policies(World& world, Sites& sites);

// Settles a new task of such a policy: by the desktop's state as it would end, else with the call that it would have
// made. false: its policy acts.
bool skip_if_observed(const core::Policy& policy, const Site& site, const core::Slot& slot, core::Task& task);

}  // namespace ecdsnap::engine
