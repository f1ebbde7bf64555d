// Whose snapshot is it, and for which task was it made? By the stamp in its Description; where a site does not hand
// descriptions back whole, by the key in its name.
#pragma once

#include "core/policy/description_stamp.hpp"
#include "core/snapshot.hpp"
#include "core/task/task_event.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ecdsnap::core {

// The stamp of a user snapshot whose owner is ours; nullopt: not ours by its stamp.
std::optional<Stamp> our_stamp(const Snapshot& snapshot, std::string_view owner);

// The snapshot as its task's machine sees it.
Sighting sighting_by_stamp(const Snapshot& snapshot, const Stamp& stamp);

// By name: nullopt unless the name is the task's base name, or any name that ends in or holds the task's key as a part
// of its own ("…-k3q7ab", "…-k3q7ab-2", "k3q7ab_…"), with the snapshot number that it carries. An empty key is in no
// name.
std::optional<Sighting> sighting_by_name(const Snapshot& snapshot, std::string_view base_name, std::string_view key);

// Whether some part of the name is written as keys are: without one, no task's key need be worked out.
bool may_hold_key(std::string_view name);

}  // namespace ecdsnap::core
