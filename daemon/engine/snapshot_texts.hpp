// What a task's snapshots are called, and what their Description says.
#pragma once

#include "core/slot/slot_tasks.hpp"
#include "engine/site.hpp"

#include <string>

namespace ecdsnap::engine {

core::SlotContext context_of(const Site& site, const core::Slot& slot);

// Of a task that none was sent for yet; afterwards Task::base_name.
std::string base_name_of(const Site& site, const core::Task& task, const core::Slot& slot);

// The Description that the task's present send carries: its stamp, then the operator's text.
std::string description_of(const Site& site, const core::Task& task, const core::Slot& slot);

}  // namespace ecdsnap::engine
