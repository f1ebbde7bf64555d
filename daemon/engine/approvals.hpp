// Approvals at work: which open slots wait for one, and telling it. A slot waits by how many desktops it has tasks for,
// so that never more than its policy's limit are touched without a person's word, whatever path the tasks came by.
#pragma once

#include "engine/site.hpp"
#include "engine/world.hpp"

#include <cstdint>
#include <string>

namespace ecdsnap::engine {

// After a start or a reload: what the policies in force say. Tasks that waited for an approval may go on.
void guard_policies(World& world, Sites& sites);

// Its tasks may not be sent. A policy that observes sends nothing, and waits for nobody.
bool waits_for_approval(const World& world, const core::Slot& slot);

// Tells each slot that waits, once in a start. Other policies' tasks may have their turn before its own then.
void tell_unapproved(World& world, Sites& sites);

// Desktops with a disk for the policy, of the present inventories.
std::uint64_t covered_desktops(const World& world, const Sites& sites, const core::Policy& policy);

// Why the policy may not be run by hand now; empty: it may.
std::string why_not_approved(const World& world, const Sites& sites, const core::Policy& policy);

}  // namespace ecdsnap::engine
