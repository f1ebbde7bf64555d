// What a slot means for one desktop: which tasks it gets, and when each may start.
#pragma once

#include "core/desktop.hpp"
#include "core/policy/policy.hpp"
#include "core/site.hpp"
#include "core/slot/slot.hpp"
#include "core/task/task.hpp"

#include <absl/time/time.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace ecdsnap::core {

struct SlotContext {
    std::string_view owner;
    const Slot& slot;
    std::shared_ptr<const SiteId> site;
    absl::TimeZone zone;  // the policy's
    WallTime wall_now{};
    SteadyTime now{};
};

// Those of the `wanted` disks that the desktop has, in the order system, data.
std::vector<DiskKind> disks_of(const Desktop& desktop, const DiskSet& wanted);

// The task that the slot means for this disk. Its id is 0: the caller numbers it. It gets its snapshots' name when it
// is about to be sent: those that wait, or end without a snapshot, are many.
Task task_for(const SlotContext& context, const Desktop& desktop, DiskKind disk);

// What its snapshots are called, and what the operator has written into their Description, by the slot's templates.
// `office_site`: its desktop's; empty: not known.
std::string base_name_for(const SlotContext& context, const Task& task, std::string_view office_site);
std::string description_for(const SlotContext& context, const Task& task, std::string_view office_site);

// When a task of the slot may start: at once for a manual slot, else the slot's start (or its catch-up's) plus the
// desktop's spread.
SteadyTime earliest_start(const SlotContext& context, std::string_view desktop_id);

// The key of a task, as every name of its snapshots carries it.
std::string key_of(std::string_view owner, const Slot& slot, const Task& task);

}  // namespace ecdsnap::core
