// Slots, tasks and times for the tests of the ledger, and comparisons of what a ledger stores of them.
#pragma once

#include "ports/ledger.hpp"

#include <cstdint>
#include <string>

namespace ecdsnap::contract {

// 2026-11-24 18:00:00 UTC and so many hours later.
core::SlotInstant instant(int hours = 0);
core::WallTime wall(int hours = 0);

core::Slot sample_slot(std::int64_t id, std::string policy = "nightly", int hours = 0);
// A due task at main/cn-hangzhou.
core::Task sample_task(std::int64_t id, std::int64_t slot_id, std::string desktop = "ecd-1",
                       core::DiskKind disk = core::DiskKind::system);
core::Task settled(core::Task task, core::Outcome outcome, core::Reason reason = core::Reason::none);
core::Extra sample_extra(std::int64_t task_id, std::string snapshot_id);
ports::TaskIdentity identity_of(const core::Slot& slot, const core::Task& task);

// Every field that is stored, as one text: two records are the same when these are, and a difference can be read.
std::string stored_text(const core::Slot& slot);
std::string stored_text(const core::Task& task);

}  // namespace ecdsnap::contract
